import { holdsHiddenWords } from '../../conversations/history.ts'
import type { Queryable } from '../../database/contract.ts'
import type { Asker } from '../../limits/contract.ts'
import { readStanding } from '../../preferences/standing.ts'
import { beginTurn, turnsOfParts } from '../../turns/ledger.ts'
import type { Question } from '../contract.ts'
import type { AnswerParts, Begun } from './answering.ts'

/** Begins a turn and reads all that its answer hangs on, in one round trip; null: it isn't ours to begin. */
export const begin = async (parts: AnswerParts, question: Question): Promise<Begun | null> => {
  const { database, history, limits, isOperator, settings, instance, clock } = parts
  const { id, conversation, author, guild, places, quoted, again } = question
  const { general } = settings.current
  const window = {
    messages: general.max_history,
    since: clock.now() - general.conversation_timeout_hours * 3_600_000,
    before: again,
  }
  const whereabouts = { person: author.id, guild, places, others: quoted ? [quoted.author.id] : [] }
  const [turn, past, standing, verdict] = await database.together((db) => [
    beginTurn(db, id, instance),
    history.recall(db, conversation, window),
    readStanding(db, whereabouts),
    // Last: what it locks, others wait for.
    limits.admit(db, askerOf(question, isOperator)),
  ])
  if (!turn || verdict.is === 'ended') return null
  const hidden = await hiddenQuote(database, question)
  return { turn, past, standing: { ...standing, optedOut: standing.optedOut.union(hidden) }, verdict }
}

export const askerOf = (
  { id, payer, guild, channel, places, roles, at }: Question,
  isOperator: AnswerParts['isOperator'],
): Asker => ({ turn: id, author: payer, guild, channel, places, roles, operator: isOperator(payer), at })

/** Whose words a quoted answer of the bot's was made from, only the ledger knows; with one who has opted out, it's hidden. */
const hiddenQuote = async (db: Queryable, { channel, quoted }: Question): Promise<ReadonlySet<string>> => {
  if (!quoted?.answer) return new Set()
  const turns = await turnsOfParts(db, channel, [quoted.answer])
  const isHidden = turns.length > 0 && (await holdsHiddenWords(db, turns))
  return new Set(isHidden ? [quoted.author.id] : [])
}
