import { closeTurn, outcomeOf, refuse, type Ending } from './ending.ts'
import type { AnswerParts } from './answer.ts'
import type { OpenReply, Question, Refusal } from './contract.ts'
import { beginTurn } from '../turns/ledger.ts'

/** Ends a turn with a word and without an answer; where that word was said already, in silence. */
export const turnAway = async (
  { database, instance, log, metrics }: Pick<AnswerParts, 'database' | 'instance' | 'log' | 'metrics'>,
  question: Question,
  open: OpenReply,
  refusal: Refusal,
  told: boolean,
) => {
  const turn = await beginTurn(database, question.id, instance)
  if (!turn) return
  const isSilent = told && !question.deferred
  const ending: Ending = isSilent ? { is: 'silent', rule: refusal.code } : await refuse(open(turn), refusal)
  metrics.answers.inc({ outcome: outcomeOf(ending) })
  log.info({ turn: turn.id, outcome: outcomeOf(ending) }, 'A question was turned away.')
  await closeTurn(database, turn, ending)
}
