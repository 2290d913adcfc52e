import type { History } from '../conversations/contract.ts'
import type { Database } from '../database/contract.ts'
import type { Moderation } from '../moderation/contract.ts'
import { turnsOfParts } from '../turns/ledger.ts'
import type { Answerer } from './answerer.ts'
import type { Edit } from './contract.ts'
import { wordsToRemember } from './files/describe.ts'

/** Keeps the history true to what people changed afterwards. */
export type Forgetting = {
  amendQuestion(id: string, edit: Edit): Promise<void>
  /** Messages were deleted, one or many: questions, answers, or none of ours. */
  forgetMessages(channel: string, messages: readonly string[]): Promise<void>
}

type ForgettingParts = {
  database: Database
  history: History
  answerer: Pick<Answerer, 'revise'>
  moderation: Pick<Moderation, 'looksAt'>
}

export const createForgetting = ({
  database,
  history,
  answerer,
  moderation,
}: ForgettingParts): Forgetting => ({
  async amendQuestion(id, edit) {
    answerer.revise(id, edit)
    // What nobody has looked at stands in no later prompt.
    if (moderation.looksAt('input')) await history.forgetQuestions(database, [id])
    else await history.amend(database, id, wordsToRemember(edit))
  },
  async forgetMessages(channel, messages) {
    for (const message of messages) answerer.revise(message, null)
    const [turns] = await database.together((db) => [
      turnsOfParts(db, channel, messages),
      history.forgetQuestions(db, messages),
    ])
    if (turns.length > 0) await history.forgetAnswers(database, turns)
  },
})
