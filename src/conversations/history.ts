import type { GeneralSettings } from '../config/settings.ts'
import type { Cipher } from '../database/cipher.ts'
import type { Queryable, Retention } from '../database/contract.ts'
import type { Live } from '../lib/live.ts'
import { snowflakeTime } from '../lib/snowflake.ts'
import { storable } from '../lib/storable.ts'
import type { History, HistoryEntry } from './contract.ts'

/** The history in Postgres, with its texts as the cipher seals them. An entry that doesn't open is left out. */
export const createStoredHistory = (cipher: Cipher): History => ({
  async recall(db, conversation, { messages, since, before = null }) {
    const { rows } = await db.query<Row>(
      `select role, turn, author, author_name, text from messages
       where conversation = $1 and at >= $2 and ($4::bigint is null or turn < $4)
         and not has_opted_out(array[author, addressee] || about)
       order by at desc, turn desc, role limit $3`,
      [conversation, new Date(since).toISOString(), messages, before],
    )
    return rows.reverse().flatMap((row) => entryOf(row, cipher.open(row.text, placeOf(row))) ?? [])
  },

  async remember(db, conversation, entries) {
    await db.query(
      `insert into messages (conversation, turn, role, author, author_name, text, at, guild, addressee, about)
       select $1, turn, role, author, author_name, text, at, guild, addressee, about::bigint[]
       from unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[], $8::bigint[],
         $9::bigint[], $10::text[]) as entry (turn, role, author, author_name, text, at, guild, addressee, about)
       where not is_erased(array[author, addressee] || about::bigint[], turn)
       on conflict (turn, role) do nothing`,
      [
        conversation,
        entries.map((entry) => entry.turn),
        entries.map((entry) => entry.role),
        entries.map((entry) => entry.author?.id ?? null),
        entries.map((entry) => entry.author && storable(entry.author.name)),
        entries.map((entry) => cipher.seal(storable(entry.text), placeOf(entry))),
        entries.map((entry) => new Date(snowflakeTime(entry.turn)).toISOString()),
        entries.map((entry) => entry.guild ?? null),
        entries.map((entry) => addresseeOf(entry, entries)),
        entries.map((entry) => `{${[...new Set(entry.about)].join()}}`),
      ],
    )
  },

  async replaceAnswer(db, answer, by) {
    await db.query(
      `update messages set text = $2, about = $3 where turn = $1 and role = 'assistant' and not is_erased($3::bigint[], $4)`,
      [
        answer.turn,
        cipher.seal(storable(answer.text), placeOf(answer)),
        `{${(answer.about ?? []).join()}}`,
        by,
      ],
    )
  },

  async amend(db, turn, text) {
    await db.query(`update messages set text = $2 where turn = $1 and role = 'user'`, [
      turn,
      cipher.seal(storable(text), placeOf({ turn, role: 'user' })),
    ])
  },

  forgetQuestions: (db, turns) => forget(db, turns, 'user'),
  forgetAnswers: (db, turns) => forget(db, turns, 'assistant'),

  async forgetPerson(db, author, conversation) {
    const { rowCount } = await db.query(
      `delete from messages where (author = $1 or addressee = $1) and ($2::text is null or conversation = $2)`,
      [author, conversation],
    )
    return rowCount
  },

  async forgetPersonOnServer(db, author, guild) {
    const { rowCount } = await db.query(
      'delete from messages where (author = $1 or addressee = $1) and guild = $2',
      [author, guild],
    )
    return rowCount
  },

  async forgetEverybody(db) {
    const { rowCount } = await db.query('delete from messages')
    return rowCount
  },
})

/** Whether any of these turns' answers was given to, or made from the words of, somebody who has opted out. */
export const holdsHiddenWords = async (db: Queryable, turns: readonly string[]): Promise<boolean> => {
  const { rows } = await db.query(
    `select from messages where turn = any($1::bigint[]) and has_opted_out(array[author, addressee] || about) limit 1`,
    [turns],
  )
  return rows.length > 0
}

/** The history in Postgres, with its texts as they are. */
export const storedHistory = createStoredHistory({ seal: (text) => text, open: (stored) => stored })

/** A row of the table `messages`, as its reader sees it. */
export const readableMessage =
  (cipher: Cipher) =>
  (row: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
    ...row,
    text: cipher.open(String(row['text']), placeOf({ turn: String(row['turn']), role: String(row['role']) })),
  })

/** Whose an entry is, besides those it is about. */
export const addresseeOf = (entry: HistoryEntry, beside: readonly HistoryEntry[]): string | null => {
  if (entry.role === 'user') return null
  const question = beside.find(({ role, turn }) => role === 'user' && turn === entry.turn)
  return entry.addressee ?? question?.author?.id ?? null
}

/** Once conversations aren't to be kept any more, none is too young to go. */
export const messagesRetention = (general: Live<GeneralSettings>): Retention => ({
  table: 'messages',
  async deleteExpired(db, limit) {
    const { persist_conversations: persist, conversation_timeout_hours: hours } = general.current
    const { rowCount } = await db.query(
      `delete from messages where (turn, role) in (
         select turn, role from messages where at < now() - $1 * interval '1 hour' order by at limit $2)`,
      [persist ? hours : 0, limit],
    )
    return rowCount
  },
})

type Row = {
  role: 'user' | 'assistant'
  turn: string
  author: string | null
  author_name: string | null
  text: string
}

const entryOf = (row: Row, text: string | null): HistoryEntry | null =>
  text === null
    ? null
    : {
        role: row.role,
        turn: row.turn,
        author: row.author === null ? null : { id: row.author, name: row.author_name ?? '' },
        text,
      }

const placeOf = ({ turn, role }: { turn: string; role: string }) => `messages/${turn}/${role}`

const forget = async (db: Queryable, turns: readonly string[], role: Row['role']) => {
  await db.query(`delete from messages where turn = any($1::bigint[]) and role = $2`, [turns, role])
}
