import { countAnswer, type CountedAnswer } from '../../limits/totals.ts'
import { recordUsage } from '../../limits/usage.ts'
import { markIntroduced } from '../../preferences/choices.ts'
import { composeTurn } from '../../turns/ledger.ts'
import { unrecorded, usedBy } from '../draft.ts'
import { QuestionDeleted, Superseded } from '../ending.ts'
import { wordsToRemember } from '../files/describe.ts'
import type { HistoryEntry } from '../../conversations/contract.ts'
import type { Question } from '../contract.ts'
import type { Answering } from './answering.ts'

/** The answer counts from here on: what was said, what it cost and that it's whole are known together or not at all. */
export const compose = async (answering: Answering) => {
  const { database, moderation, cipher, history, past, standing, current, limits, conversation } = answering
  const { asked, isForgotten, turn, draft, signal } = answering
  const { again } = asked()
  const text = await database.transaction(async (db) => {
    const kept = current.general.persist_conversations ? draft.text : null
    if (!(await composeTurn(db, turn, kept, cipher))) throw new Superseded()
    const question = asked()
    const words = {
      role: 'user',
      turn: turn.id,
      author: question.author,
      text: wordsToRemember(question),
      guild: question.guild,
    } as const
    const answer = {
      role: 'assistant',
      turn: again ?? turn.id,
      author: null,
      text: draft.text,
      guild: question.guild,
      about: writersOf(question, past),
    } as const
    const remember = () =>
      again === null
        ? history.remember(db, conversation, [words, answer])
        : history.replaceAnswer(db, answer, turn.id)
    const [, , isFirst, , nearlySpent] = await Promise.all([
      isForgotten() ? null : remember(),
      recordUsage(db, unrecorded(draft, turn, question)),
      !standing.person.introduced && markIntroduced(db, question.author.id, turn.id),
      countAnswer(db, countedOf(answering)),
      // Of an answer that was stopped it isn't known yet what it has used.
      draft.end?.finish === 'stopped' ? [] : limits.settle(db, turn.id, usedBy(draft)),
    ])
    answering.isFirst = isFirst
    answering.nearlySpent = nearlySpent
    return words.text
  })
  draft.recorded = draft.attempts.length
  if (again !== null) return
  // Whoever changed the question while this was committed found nothing to change yet.
  const changed = wordsToRemember(asked()) !== text
  if (signal.reason instanceof QuestionDeleted || (changed && moderation.looksAt('input')))
    await history.forgetQuestions(database, [turn.id])
  else if (changed) await history.amend(database, turn.id, wordsToRemember(asked()))
}

/** Everybody whose words stood in the prompt. */
const writersOf = ({ author, quoted }: Question, past: readonly HistoryEntry[]) => [
  ...new Set([
    author.id,
    ...(quoted ? [quoted.author.id] : []),
    ...past.flatMap((entry) => entry.author?.id ?? []),
  ]),
]

const countedOf = ({ draft, past }: Answering): CountedAnswer => ({
  provider: draft.end?.route?.provider ?? null,
  firstWordsMs: (draft.firstWordsAt ?? draft.begunAt) - draft.begunAt,
  begins: past.length === 0,
})
