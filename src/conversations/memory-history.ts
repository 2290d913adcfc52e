import type { GeneralSettings } from '../config/settings.ts'
import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import { snowflakeTime } from '../lib/snowflake.ts'
import type { Queryable } from '../database/contract.ts'
import type { History, HistoryEntry } from './contract.ts'
import { addresseeOf } from './history.ts'

export type MemoryHistory = History & {
  /** What a person wrote, and what he or she was answered. */
  entriesOf(person: string): readonly HistoryEntry[]
  /** What a person wrote and was answered goes, and what was made from the person's words. Resolves with how much. */
  erasePerson(person: string): Promise<number>
}

/**
 * The history in memory: the newest `max_history` messages of each conversation, of those that were spoken in last.
 * Conversations that timed out are let go whenever anything is recalled or remembered.
 */
export const createMemoryHistory = (
  general: Live<GeneralSettings>,
  clock: Clock,
  { conversations: most = 5_000 } = {},
): MemoryHistory => {
  // In the order in which they were last spoken in, and each turn's conversation for what is amended or forgotten.
  const conversations = new Map<string, Remembered[]>()
  const conversationOf = new Map<string, string>()

  const keep = (conversation: string, entries: Remembered[]) => {
    const before = conversations.get(conversation) ?? []
    for (const entry of before) conversationOf.delete(entry.turn)
    for (const entry of entries) conversationOf.set(entry.turn, conversation)
    if (entries.length > 0) conversations.set(conversation, entries)
    else conversations.delete(conversation)
  }

  const letGo = () => {
    const since = clock.now() - general.current.conversation_timeout_hours * 3_600_000
    for (const [conversation, entries] of conversations) {
      if (conversations.size <= most && isSince(since)(entries.at(-1)!)) return
      keep(conversation, [])
    }
  }

  const change = (turn: string, revise: (entries: Remembered[]) => Remembered[]) => {
    const conversation = conversationOf.get(turn)
    if (conversation) keep(conversation, revise(conversations.get(conversation) ?? []))
  }
  const rewrite = async (
    turn: string,
    role: HistoryEntry['role'],
    changed: Partial<Pick<HistoryEntry, 'text' | 'about'>>,
  ) =>
    change(turn, (entries) =>
      entries.map((entry) => (entry.turn === turn && entry.role === role ? { ...entry, ...changed } : entry)),
    )
  const forget = async (turns: readonly string[], role: HistoryEntry['role']) => {
    for (const turn of turns)
      change(turn, (entries) => entries.filter((entry) => entry.turn !== turn || entry.role !== role))
  }

  const drop = (name: string, isDropped: (entry: Remembered) => boolean) => {
    const entries = conversations.get(name) ?? []
    const left = entries.filter((entry) => !isDropped(entry))
    if (left.length < entries.length) keep(name, left)
    return entries.length - left.length
  }
  const dropEverywhere = (isDropped: (entry: Remembered) => boolean) =>
    [...conversations.keys()].reduce((gone, name) => gone + drop(name, isDropped), 0)

  return {
    async recall(db, conversation, { messages, since, before = null }) {
      letGo()
      // Another process may have erased somebody whose words are here.
      const { erased, optedOut } = await hiddenAmong(db, conversations.get(conversation) ?? [])
      drop(conversation, (entry) => erased.has(nameOf(entry)))
      const young = (conversations.get(conversation) ?? [])
        .filter(isSince(since))
        .filter(isBefore(before))
        .filter((entry) => !optedOut.has(nameOf(entry)))
      return young.slice(Math.max(0, young.length - messages)).map(entryOf)
    },
    async remember(db, conversation, entries) {
      const given = entries.map((entry) => remembered(entry, entries))
      const { erased } = await hiddenAmong(db, given)
      const before = conversations.get(conversation) ?? []
      const added = given.filter(
        (entry) => !erased.has(nameOf(entry)) && !before.some((other) => isSame(entry, other)),
      )
      const all = [...before, ...added].sort(byTime)
      keep(conversation, [])
      keep(conversation, all.slice(Math.max(0, all.length - general.current.max_history)))
      letGo()
    },
    replaceAnswer: (_db, { turn, text, about = [] }) => rewrite(turn, 'assistant', { text, about }),
    amend: (_db, turn, text) => rewrite(turn, 'user', { text }),
    forgetQuestions: (_db, turns) => forget(turns, 'user'),
    forgetAnswers: (_db, turns) => forget(turns, 'assistant'),
    async forgetPerson(_db, author, conversation) {
      const isTheirs = (entry: Remembered) => entry.of === author
      return conversation === null ? dropEverywhere(isTheirs) : drop(conversation, isTheirs)
    },
    forgetPersonOnServer: async (_db, author, guild) =>
      dropEverywhere((entry) => entry.of === author && entry.guild === guild),
    forgetEverybody: async () => dropEverywhere(() => true),
    entriesOf: (person) =>
      [...conversations.values()].flatMap((entries) =>
        entries.filter((entry) => entry.of === person).map(entryOf),
      ),
    erasePerson: async (person) => dropEverywhere((entry) => peopleOf(entry).includes(person)),
  }
}

/** `of`: who wrote it, or was answered with it. */
type Remembered = HistoryEntry & { of: string | null }

const remembered = (entry: HistoryEntry, beside: readonly HistoryEntry[]): Remembered => ({
  ...entry,
  of: entry.author?.id ?? addresseeOf(entry, beside),
})

const entryOf = ({ role, turn, author, text }: Remembered): HistoryEntry => ({ role, turn, author, text })

const peopleOf = ({ of, about = [] }: Remembered) => (of === null ? about : [of, ...about])

/** The entries of or about people who were erased since, and of those who have opted out, by name. */
const hiddenAmong = async (db: Queryable, entries: readonly Remembered[]) => {
  if (entries.length === 0) return { erased: new Set<string>(), optedOut: new Set<string>() }
  const { rows } = await db.query<{ name: string; is_erased: boolean }>(
    `select * from (
       select name, is_erased(people::bigint[], turn), has_opted_out(people::bigint[])
       from unnest($1::text[], $2::bigint[], $3::text[]) as entry (name, turn, people)
     ) found where is_erased or has_opted_out`,
    [
      entries.map(nameOf),
      entries.map(({ turn }) => turn),
      entries.map((entry) => `{${peopleOf(entry).join()}}`),
    ],
  )
  const names = (which: boolean) => new Set(rows.flatMap((row) => (row.is_erased === which ? row.name : [])))
  return { erased: names(true), optedOut: names(false) }
}

const nameOf = ({ turn, role }: HistoryEntry) => `${turn}/${role}`

const isSince = (since: number) => (entry: HistoryEntry) => snowflakeTime(entry.turn) >= since

const isBefore = (turn: string | null) => (entry: HistoryEntry) =>
  turn === null || BigInt(entry.turn) < BigInt(turn)

const isSame = (one: HistoryEntry, other: HistoryEntry) => one.turn === other.turn && one.role === other.role

const byTime = (one: HistoryEntry, other: HistoryEntry) => {
  if (one.turn !== other.turn) return BigInt(one.turn) < BigInt(other.turn) ? -1 : 1
  return one.role === other.role ? 0 : one.role === 'user' ? -1 : 1
}
