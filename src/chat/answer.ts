import { isFirstHint } from '../limits/hints.ts'
import { recordUsage } from '../limits/usage.ts'
import type { Prompt } from '../providers/contract.ts'
import type { BegunTurn } from '../turns/contract.ts'
import type { Answering, AnswerParts, Begun } from './answer/answering.ts'
import { askerOf, begin } from './answer/begin.ts'
import { getReady } from './answer/get-ready.ts'
import { objectionTo, type Objection } from './answer/objection.ts'
import { show } from './answer/show.ts'
import { Stopping, type OpenReply, type Question, type Refusal, type Reply } from './contract.ts'
import { newDraft, unrecorded, usedBy, type Draft } from './draft.ts'
import { closeTurn, outcomeOf, refuse, QuestionDeleted, Stopped, Superseded, type Ending } from './ending.ts'
import { Moderated } from './moderated.ts'
import { choicesFor, choosePersona } from './personas/choose.ts'
import { moderationRefusal, refusalOf } from './refusal.ts'

export type { AnswerParts } from './answer/answering.ts'

/** A question that is to be answered. */
export type Work = {
  /** As last edited. */
  asked: () => Question
  open: OpenReply
  /** The person has heard enough. */
  stopped: AbortSignal
  /** The person wants it forgotten, before it is remembered. */
  isForgotten: () => boolean
  signal: AbortSignal
}

/** The whole way of one question. Rejects when the database doesn't answer. */
export const answerQuestion = async (parts: AnswerParts, work: Work) => {
  const { database, limits, clock, metrics, log } = parts
  const { asked } = work
  const begun = await begin(parts, asked())
  if (!begun) return log.debug({ turn: asked().id }, 'This turn is not ours to begin.')

  const { turn } = begun
  log.debug({ turn: turn.id, attempt: turn.attempt }, 'An answer begins.')
  metrics.messages.inc()
  metrics.inFlight.inc()
  try {
    const draft = newDraft(clock)
    const ending = await speak(answeringOf(parts, begun, work, draft), work.open)
    report(parts, turn, draft, ending)
    const usage = unrecorded(draft, turn, asked())
    await database.together((db) => [
      closeTurn(db, turn, ending),
      recordUsage(db, usage),
      // Whoever takes over what is left settles it.
      ...(ending.is === 'left' ? [] : [limits.settle(db, turn.id, usedBy(draft))]),
    ])
  } finally {
    metrics.inFlight.dec()
  }
}

const answeringOf = (parts: AnswerParts, begun: Begun, work: Work, draft: Draft): Answering => {
  const current = parts.settings.current
  const question = work.asked()
  const { standing } = begun
  const { persona } = choosePersona({ standing, settings: current, question })
  return {
    ...parts,
    ...begun,
    ...work,
    draft,
    current,
    conversation: question.conversation,
    persona,
    choices: choicesFor(question.choices, standing, persona),
    isFirst: false,
    nearlySpent: [],
  }
}

/** What is said in a thread of its own begins there. */
const inThread = (answering: Answering): Answering => ({
  ...answering,
  conversation: `thread:${answering.turn.id}`,
  past: [],
})

/** Of messages on servers; there are no threads below threads. */
const opensThread = ({ guild, thread, deferred, again }: Question) =>
  guild !== null && !thread && !deferred && again === null

/** Never rejects: what goes wrong is an ending, too. */
const speak = async (answering: Answering, open: OpenReply): Promise<Ending> => {
  const { turn, standing, log, signal } = answering
  try {
    const question = answering.asked()
    const objection = objectionTo(question, answering)
    if (objection) return await object(answering, objection, open)
    const reply = open(turn, { inThread: standing.place.threads && opensThread(question) })
    return await deliver(answering, reply).catch((error) =>
      explain(error, signal, reply, (words) => log.error({ turn: turn.id, err: error }, words)),
    )
  } catch (error) {
    log.error({ turn: turn.id, err: error }, 'Not even a refusal could be shown.')
    return { is: 'given up' }
  }
}

const object = async (answering: Answering, objection: Objection, open: OpenReply): Promise<Ending> => {
  const { database, limits, asked, turn, isOperator } = answering
  // What limits had to say is told by them; what others object to counts against none.
  if (objection.told === null) await limits.giveBack(database, askerOf(asked(), isOperator))
  if (await isKnown(answering, objection)) return { is: 'silent', rule: objection.refusal.code }
  return refuse(open(turn), objection.refusal)
}

/** What was said before isn't said again, unless Discord waits for a word. */
const isKnown = async ({ database, asked }: Answering, { refusal, told }: Objection) => {
  const { deferred, payer, guild, channel, at } = asked()
  if (deferred) return false
  return told ?? !(await isFirstHint(database, { author: payer, guild, channel, at }, refusal.code))
}

const deliver = async (before: Answering, reply: Reply): Promise<Ending> => {
  before.signal.throwIfAborted()
  const answering = (await reply.opensThread()) ? inThread(before) : before
  const ready = await getReady(answering, reply)
  if (ready.is === 'refused') {
    const { refusal } = ready
    const isLimit = refusal.code === 'budget_too_small'
    if (isLimit && (await isKnown(answering, { refusal, told: null })))
      return { is: 'silent', rule: refusal.code }
    return refuse(reply, refusal)
  }
  const { draft } = answering
  const delivered = await show(answering, ready.prompt, reply)
  switch (delivered.is) {
    case 'complete':
      if (!draft.end) throw new Error('The answer was shown as complete, and never ended.')
      return { is: 'answered', finish: draft.end.finish }
    case 'failed':
      return refuse(
        reply,
        isUsedUp(ready.prompt, draft) ? tooLittleLeft : refusalOf(delivered.failure, delivered.retryAfterMs),
      )
    case 'stopped':
      return { is: 'silent', rule: delivered.rule }
  }
}

/** What budgets left for the answer went into requests that failed. */
const isUsedUp = ({ sampling }: Prompt, draft: Draft) =>
  usedBy(draft).tokens >= (sampling?.maxOutputTokens ?? Infinity)

const tooLittleLeft: Refusal = { code: 'budget_too_small' }

const explain = async (
  error: unknown,
  signal: AbortSignal,
  reply: Reply,
  complain: (words: string) => void,
): Promise<Ending> => {
  if (error instanceof Stopped) return refuse(reply, { code: 'stopped' })
  if (error instanceof Moderated)
    return refuse(reply, moderationRefusal(error.categories, 'answer'), 'instead')
  if (error instanceof Superseded) return { is: 'silent', rule: error.code }
  if (signal.aborted && error === signal.reason) {
    if (error instanceof QuestionDeleted) return { is: 'silent', rule: error.code }
    return error instanceof Stopping ? refuse(reply, { code: 'stopping' }) : { is: 'left' }
  }
  complain('An answer failed by a mistake of ours.')
  return refuse(reply, { code: 'internal' })
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
