import type { Settings } from '../config/settings.ts'
import type { History, HistoryEntry } from '../conversations/contract.ts'
import type { Database } from '../database/contract.ts'
import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import { recordUsage } from '../limits/usage.ts'
import type { Prompt, Router } from '../providers/contract.ts'
import type { Logger } from '../telemetry/log.ts'
import type { BegunTurn } from '../turns/contract.ts'
import { beginTurn, composeTurn } from '../turns/ledger.ts'
import {
  Stopping,
  type FetchFile,
  type OpenReply,
  type Question,
  type Refusal,
  type Reply,
} from './contract.ts'
import { collectRest, follow, newDraft, unrecorded, type Draft } from './draft.ts'
import { closeTurn, outcomeOf, QuestionDeleted, Superseded, type Ending } from './ending.ts'
import { wordsToRemember } from './files/describe.ts'
import { nothingToAnswer, readFiles } from './files/read-files.ts'
import type { ChatMetrics } from './metrics.ts'
import { buildPrompt } from './prompt.ts'
import { refusalOf } from './refusal.ts'

export type AnswerParts = {
  database: Database
  history: History
  router: Router
  fetchFile: FetchFile
  settings: Live<Settings>
  /** Which process this is. */
  instance: string
  clock: Clock
  log: Logger
  metrics: ChatMetrics
}

/** The whole way of one question; `asked` gives it as last edited. Rejects when the database doesn't answer. */
export const answerQuestion = async (
  parts: AnswerParts,
  asked: () => Question,
  open: OpenReply,
  signal: AbortSignal,
) => {
  const { database, history, settings, instance, clock, metrics, log } = parts
  const { id, conversation } = asked()
  const { general, attachments } = settings.current
  const window = {
    messages: general.max_history,
    since: clock.now() - general.conversation_timeout_hours * 3_600_000,
  }
  const [turn, past] = await database.together((db) => [
    beginTurn(db, id, instance),
    history.recall(db, conversation, window),
  ])
  if (!turn) return log.debug({ turn: id }, 'This turn is not ours to begin.')

  log.debug({ turn: id, attempt: turn.attempt }, 'An answer begins.')
  metrics.messages.inc()
  metrics.inFlight.inc()
  try {
    const draft = newDraft(clock)
    const ending = await speak({ ...parts, asked, turn, draft, general, attachments, signal }, past, open)
    report(parts, turn, draft, ending)
    const usage = unrecorded(draft, turn, asked())
    await database.together((db) => [closeTurn(db, turn, ending), recordUsage(db, usage)])
  } finally {
    metrics.inFlight.dec()
  }
}

type Answering = AnswerParts & {
  asked: () => Question
  turn: BegunTurn
  draft: Draft
  general: Settings['general']
  attachments: Settings['attachments']
  signal: AbortSignal
}

/** Never rejects: what goes wrong is an ending, too. */
const speak = async (
  answering: Answering,
  past: readonly HistoryEntry[],
  open: OpenReply,
): Promise<Ending> => {
  const { turn, log, signal } = answering
  try {
    const reply = open(turn)
    return await deliver(answering, past, reply).catch((error) =>
      explain(error, signal, reply, (words) => log.error({ turn: turn.id, err: error }, words)),
    )
  } catch (error) {
    log.error({ turn: turn.id, err: error }, 'Not even a refusal could be shown.')
    return { is: 'given up' }
  }
}

const deliver = async (
  answering: Answering,
  past: readonly HistoryEntry[],
  reply: Reply,
): Promise<Ending> => {
  const { general, attachments, draft, signal } = answering
  signal.throwIfAborted()
  const { question, files } = await readQuestion(answering, reply)
  if (question.text.trim() === '' && !files.some(({ is }) => is === 'text'))
    return refuse(reply, nothingToAnswer(files, attachments))
  const prompt = buildPrompt(question, past, general, files)
  if (!prompt) return refuse(reply, { code: 'question_too_long' })
  const delivered = await showAnswer(answering, prompt, reply)
  switch (delivered.is) {
    case 'complete':
      if (!draft.end) throw new Error('The answer was shown as complete, and never ended.')
      return { is: 'answered', finish: draft.end.finish }
    case 'failed':
      return refuse(reply, refusalOf(delivered.failure, delivered.retryAfterMs))
    case 'stopped':
      return { is: 'silent', rule: delivered.rule }
  }
}

/** A question with its files, as it is when these are read: it may be edited meanwhile. */
const readQuestion = async (
  { asked, attachments, fetchFile, turn, log, signal }: Answering,
  reply: Reply,
) => {
  const { files } = asked()
  if (files.length === 0) return { question: asked(), files: [] }
  const read = await reply.prepare(() => readFiles({ files, settings: attachments, fetchFile, signal }))
  const question = asked()
  const still = read.filter(({ file }) => question.files.some(({ id }) => id === file.id))
  const came = still.map((one) => (one.is === 'unread' ? one.why : one.is))
  log.debug({ turn: turn.id, came }, 'What is attached to a question has been looked at.')
  return { question, files: still }
}

const showAnswer = async (answering: Answering, prompt: Prompt, reply: Reply) => {
  const { router, draft, turn, clock, log, signal } = answering
  const over = new AbortController()
  const ended = AbortSignal.any([signal, over.signal])
  const { choices } = answering.asked()
  const answer = router.answer({ turn: turn.id, prompt, choices }, ended)[Symbol.asyncIterator]()
  try {
    return await reply.deliver(follow(answer, draft, clock, () => compose(answering)))
  } finally {
    // A reply that stopped early leaves a request under way: it ends now, and may have cost something.
    over.abort()
    await collectRest(answer, draft, clock).catch((error: unknown) => {
      if (error !== ended.reason) log.error({ turn: turn.id, err: error }, 'An answer ended badly, unread.')
    })
  }
}

/** The answer counts from here on: what was said, what it cost and that it's whole are known together or not at all. */
const compose = async (answering: Answering) => {
  const { database, history, general, asked, turn, draft, signal } = answering
  const text = await database.transaction(async (db) => {
    const kept = general.persist_conversations ? draft.text : null
    if (!(await composeTurn(db, turn, kept))) throw new Superseded()
    const question = asked()
    await Promise.all([
      history.remember(db, question.conversation, [
        { role: 'user', turn: turn.id, author: question.author, text: wordsToRemember(question) },
        { role: 'assistant', turn: turn.id, author: null, text: draft.text },
      ]),
      recordUsage(db, unrecorded(draft, turn, question)),
    ])
    return wordsToRemember(question)
  })
  draft.recorded = draft.attempts.length
  // Whoever changed the question while this was committed found nothing to change yet.
  if (signal.reason instanceof QuestionDeleted) await history.forgetQuestions(database, [turn.id])
  else if (wordsToRemember(asked()) !== text) await history.amend(database, turn.id, wordsToRemember(asked()))
}

const explain = async (
  error: unknown,
  signal: AbortSignal,
  reply: Reply,
  complain: (words: string) => void,
): Promise<Ending> => {
  if (error instanceof Superseded) return { is: 'silent', rule: error.code }
  if (signal.aborted && error === signal.reason) {
    if (error instanceof QuestionDeleted) return { is: 'silent', rule: error.code }
    return error instanceof Stopping ? refuse(reply, { code: 'stopping' }) : { is: 'left' }
  }
  complain('An answer failed by a mistake of ours.')
  return refuse(reply, { code: 'internal' })
}

const refuse = async (reply: Reply, refusal: Refusal): Promise<Ending> => {
  const delivered = await reply.refuse(refusal)
  return delivered.is === 'stopped' ? { is: 'silent', rule: delivered.rule } : { is: 'refused', refusal }
}

const report = ({ clock, metrics, log }: AnswerParts, turn: BegunTurn, draft: Draft, ending: Ending) => {
  const outcome = outcomeOf(ending)
  const total = clock.monotonic() - draft.begunAt
  const first = draft.firstWordsAt === null ? null : draft.firstWordsAt - draft.begunAt
  metrics.answers.inc({ outcome })
  metrics.duration.observe(total / 1000)
  if (first !== null) metrics.firstWords.observe(first / 1000)
  log.info(
    {
      turn: turn.id,
      attempt: turn.attempt,
      outcome,
      requests: draft.attempts.length,
      ...draft.end?.route,
      firstWordsMs: first && Math.round(first),
      totalMs: Math.round(total),
    },
    'An answer has ended.',
  )
}
