import { readOptedOut, readStanding } from '../../preferences/standing.ts'
import { beginTurn } from '../../turns/ledger.ts'
import type { HistoryEntry } from '../../conversations/contract.ts'
import type { Queryable } from '../../database/contract.ts'
import type { Question } from '../contract.ts'
import type { AnswerParts, Begun } from './answering.ts'

/** Begins a turn and reads all that its answer hangs on, in one round trip; null: it isn't ours to begin. */
export const begin = async (parts: AnswerParts, question: Question): Promise<Begun | null> => {
  const { database, history, limits, isOperator, settings, instance, clock } = parts
  const { id, conversation, author, payer, guild, channel, places, roles, quoted, again, at } = question
  const { general } = settings.current
  const window = {
    messages: general.max_history,
    since: clock.now() - general.conversation_timeout_hours * 3_600_000,
    before: again,
  }
  const whereabouts = { person: author.id, guild, places, others: quoted ? [quoted.author.id] : [] }
  const asker = { turn: id, author: payer, guild, channel, places, roles, operator: isOperator(payer), at }
  const [turn, past, standing, verdict] = await database.together((db) => [
    beginTurn(db, id, instance),
    history.recall(db, conversation, window),
    readStanding(db, whereabouts),
    limits.admit(db, asker),
  ])
  if (!turn) return null
  const optedOut = await optedOutIn(database, question, past)
  return { turn, past, standing: { ...standing, optedOut: standing.optedOut.union(optedOut) }, verdict }
}

/** Of those who spoke in a conversation of several: who they are, nobody knows before its history is there. */
const optedOutIn = async (
  db: Queryable,
  { author, shared }: Question,
  past: readonly HistoryEntry[],
): Promise<ReadonlySet<string>> => {
  const others = new Set(past.flatMap((entry) => entry.author?.id ?? []))
  others.delete(author.id)
  return shared && others.size > 0 ? readOptedOut(db, [...others]) : new Set()
}
