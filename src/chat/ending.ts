import type { Queryable } from '../database/contract.ts'
import { ChatError } from '../lib/errors.ts'
import type { BegunTurn, Finish } from '../turns/contract.ts'
import { answeredTurn, giveUpTurn, refusedTurn, silentTurn } from '../turns/ledger.ts'
import type { Refusal, Reply } from './contract.ts'

/** What became of a turn that was begun here. */
export type Ending =
  | { is: 'answered'; finish: Finish }
  | { is: 'refused'; refusal: Refusal }
  | { is: 'silent'; rule: string }
  | { is: 'given up' } // not even a refusal could be shown
  | { is: 'left' } // to whoever takes it over: this process may not speak any more

/** Another attempt has the turn: what this one has may not be kept. */
export class Superseded extends ChatError {
  constructor() {
    super('superseded', 'another attempt has this turn')
  }
}

/** The person who asked has heard enough. */
export class Stopped extends ChatError {
  constructor() {
    super('stopped', 'the person stopped the answer')
  }
}

/** The question was deleted while it was waiting or being answered. */
export class QuestionDeleted extends ChatError {
  constructor() {
    super('question_deleted', 'the question was deleted')
  }
}

/** One sentence instead of an answer, or below what was said of it. */
export const refuse = async (
  reply: Reply,
  refusal: Refusal,
  where: 'below' | 'instead' = 'below',
): Promise<Ending> => {
  const delivered = await reply.refuse(refusal, where)
  return delivered.is === 'stopped' ? { is: 'silent', rule: delivered.rule } : { is: 'refused', refusal }
}

/** False: superseded, or ended before. */
export const closeTurn = async (db: Queryable, turn: BegunTurn, ending: Ending): Promise<boolean> => {
  switch (ending.is) {
    case 'answered':
      return answeredTurn(db, turn, ending.finish)
    case 'refused':
      return refusedTurn(db, turn, ending.refusal.code)
    case 'silent':
      return silentTurn(db, turn, ending.rule)
    case 'given up':
      return giveUpTurn(db, turn)
    case 'left':
      return true
  }
}

/** One word for metrics and logs. */
export const outcomeOf = (ending: Ending) => {
  switch (ending.is) {
    case 'refused':
      return ending.refusal.code
    case 'silent':
      return ending.rule
    case 'given up':
      return 'given_up'
    case 'answered':
    case 'left':
      return ending.is
  }
}
