import type { Settings } from '../config/settings.ts'
import type { HistoryEntry } from '../conversations/contract.ts'
import { readableMessage } from '../conversations/history.ts'
import type { MemoryHistory } from '../conversations/memory-history.ts'
import { readCatalogue, type CataloguedTable } from '../database/catalogue.ts'
import type { Cipher } from '../database/cipher.ts'
import type { Database } from '../database/contract.ts'
import {
  eraseAlone,
  erasePerson,
  FENCED_AFTERWARDS_MS,
  fenceErasure,
  type Erased,
} from '../database/erase.ts'
import { DatabaseError } from '../database/errors.ts'
import { countPersonRows, isShown, personRows, type PersonRow } from '../database/person-rows.ts'
import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import { snowflakeAt } from '../lib/snowflake.ts'
import { endTurnsOf, readableTurn } from '../turns/ledger.ts'
import type { Answerer } from './answerer.ts'
import { retentionInWords } from './privacy-words.ts'

/** What stands in one table about a person, and why and how long. */
export type StoredKind = { table: string; rows: number; why: string; retention: string }

export type PrivacyExport = {
  person: string
  at: string
  tables: readonly (Omit<StoredKind, 'rows'> & { rows: readonly PersonRow[] })[]
  /** Conversations that are kept in the memory of the process that was asked. */
  memory: readonly HistoryEntry[]
}

export type Privacy = {
  /** All kinds of data that there can be about a person, with how many rows there are now. */
  show(person: string): Promise<readonly StoredKind[]>
  /** Everything about the person, the bot's answers to him or her included, and nothing of others. */
  export(person: string): Promise<PrivacyExport>
  /**
   * Deletes everything about a person in one transaction, and what was made from the person's words. Answers to the
   * person that are being written end without a word; none, to whomever, brings anything of it back.
   */
  erase(person: string): Promise<{ rows: Erased; memory: number }>
}

export type PrivacyParts = {
  database: Database
  memory: Pick<MemoryHistory, 'entriesOf' | 'erasePerson'>
  answerer: Pick<Answerer, 'revise'>
  settings: Live<Settings>
  cipher: Cipher
  /** What stands in place of a person's id where a record has to stay. */
  hash: (person: string) => string
  clock: Clock
}

export const createPrivacy = (parts: PrivacyParts): Privacy => {
  const { database, memory, answerer, settings, hash, clock } = parts
  const read = readers(parts.cipher)
  const aboutTable = ({ table, why, retention }: CataloguedTable) => ({
    table,
    why: why ?? '',
    retention: retentionInWords(retention ?? '', settings.current),
  })
  const personal = async () => (await readCatalogue(database)).filter(isShown)

  return {
    async show(person) {
      const tables = await personal()
      const [counts] = await database.together((db) => [countPersonRows(db, tables, person)])
      return tables.map((table, index) => ({ ...aboutTable(table), rows: counts[index] ?? 0 }))
    },

    async export(person) {
      const tables = await personal()
      const [found] = await database.together((db) => [
        Promise.all(tables.map((table) => personRows(db, table, person))),
      ])
      return {
        person,
        at: new Date(clock.now()).toISOString(),
        tables: tables.map((table, index) => ({
          ...aboutTable(table),
          rows: (found[index] ?? []).map(read.get(table.table) ?? ((row) => row)),
        })),
        memory: memory.entriesOf(person),
      }
    },

    async erase(person) {
      const tables = await readCatalogue(database)
      const { ended, rows } = await twiceIfDeadlocked(() =>
        database.transaction(async (db) => {
          await eraseAlone(db)
          const ended = await endTurnsOf(db, person)
          await fenceErasure(db, person, snowflakeAt(clock.now() + FENCED_AFTERWARDS_MS))
          return { ended, rows: await erasePerson(db, tables, person, hash) }
        }),
      )
      for (const turn of ended) answerer.revise(turn, null)
      return { rows, memory: await memory.erasePerson(person) }
    },
  }
}

const readers = (cipher: Cipher): ReadonlyMap<string, (row: PersonRow) => PersonRow> =>
  new Map([
    ['messages', readableMessage(cipher)],
    ['turns', readableTurn(cipher)],
  ])

/** Whoever cleans up may hold one of the rows and want another. */
const twiceIfDeadlocked = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '40P01') return await work()
    throw error
  }
}
