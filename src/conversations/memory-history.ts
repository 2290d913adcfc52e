import type { GeneralSettings } from '../config/settings.ts'
import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import { snowflakeTime } from '../lib/snowflake.ts'
import type { History, HistoryEntry } from './contract.ts'

/**
 * The history in memory: the newest `max_history` messages of each conversation, of those that were spoken in last.
 * Conversations that timed out are let go whenever anything is recalled or remembered.
 */
export const createMemoryHistory = (
  general: Live<GeneralSettings>,
  clock: Clock,
  { conversations: most = 5_000 } = {},
): History => {
  // In the order in which they were last spoken in, and each turn's conversation for what is amended or forgotten.
  const conversations = new Map<string, HistoryEntry[]>()
  const conversationOf = new Map<string, string>()

  const keep = (conversation: string, entries: HistoryEntry[]) => {
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

  const change = (turn: string, revise: (entries: HistoryEntry[]) => HistoryEntry[]) => {
    const conversation = conversationOf.get(turn)
    if (conversation) keep(conversation, revise(conversations.get(conversation) ?? []))
  }
  const forget = async (turns: readonly string[], role: HistoryEntry['role']) => {
    for (const turn of turns)
      change(turn, (entries) => entries.filter((entry) => entry.turn !== turn || entry.role !== role))
  }

  return {
    async recall(_db, conversation, { messages, since }) {
      letGo()
      const young = (conversations.get(conversation) ?? []).filter(isSince(since))
      return young.slice(Math.max(0, young.length - messages))
    },
    async remember(_db, conversation, entries) {
      const before = conversations.get(conversation) ?? []
      const added = entries.filter((entry) => !before.some((other) => isSame(entry, other)))
      const all = [...before, ...added].sort(byTime)
      keep(conversation, [])
      keep(conversation, all.slice(Math.max(0, all.length - general.current.max_history)))
      letGo()
    },
    async amend(_db, turn, text) {
      change(turn, (entries) =>
        entries.map((entry) => (entry.turn === turn && entry.role === 'user' ? { ...entry, text } : entry)),
      )
    },
    forgetQuestions: (_db, turns) => forget(turns, 'user'),
    forgetAnswers: (_db, turns) => forget(turns, 'assistant'),
    async forgetPerson(_db, author, conversation) {
      const theirs = conversation === null ? [...conversations.keys()] : [conversation]
      let gone = 0
      for (const name of theirs) {
        const entries = conversations.get(name) ?? []
        const turns = new Set(entries.filter((entry) => entry.author?.id === author).map(({ turn }) => turn))
        const left = entries.filter((entry) => !turns.has(entry.turn))
        gone += entries.length - left.length
        if (turns.size > 0) keep(name, left)
      }
      return gone
    },
    async forgetEverybody() {
      const gone = [...conversations.values()].reduce((sum, entries) => sum + entries.length, 0)
      conversations.clear()
      conversationOf.clear()
      return gone
    },
  }
}

const isSince = (since: number) => (entry: HistoryEntry) => snowflakeTime(entry.turn) >= since

const isSame = (one: HistoryEntry, other: HistoryEntry) => one.turn === other.turn && one.role === other.role

const byTime = (one: HistoryEntry, other: HistoryEntry) => {
  if (one.turn !== other.turn) return BigInt(one.turn) < BigInt(other.turn) ? -1 : 1
  return one.role === other.role ? 0 : one.role === 'user' ? -1 : 1
}
