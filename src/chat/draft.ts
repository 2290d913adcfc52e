import type { Clock } from '../lib/clock.ts'
import type { Allowance } from '../limits/contract.ts'
import type { UsageRecord } from '../limits/usage.ts'
import type { AnswerEvent, Attempt, Route } from '../providers/contract.ts'
import type { BegunTurn, Finish } from '../turns/contract.ts'
import type { Question, SaidEvent } from './contract.ts'

/** What an answer has come to so far. Times are the clock's monotonic ones. */
export type Draft = {
  readonly begunAt: number
  firstWordsAt: number | null
  text: string
  attempts: Attempt[]
  /** How many of the attempts stand in the database. */
  recorded: number
  /** `route` is null for an answer that was stopped. */
  end: { finish: Finish; route: Route | null } | null
}

export const newDraft = (clock: Clock): Draft => ({
  begunAt: clock.monotonic(),
  firstWordsAt: null,
  text: '',
  attempts: [],
  recorded: 0,
  end: null,
})

type Step = IteratorResult<AnswerEvent, unknown>

/**
 * The steps of an answer. One that was looked at comes again until somebody has taken it: so none is lost to who stops
 * waiting, and none counts twice. False: somebody else has taken it.
 */
export type Steps = { look(): Promise<Step>; take(step: Step): boolean }

export const stepsOf = (answer: AsyncIterable<AnswerEvent>): Steps => {
  const events = answer[Symbol.asyncIterator]()
  let next: Promise<Step> | null = null
  let taken: Step | null = null
  return {
    look() {
      if (next) return next
      const step = events.next()
      // Who reads on after a failure is told what comes after it.
      step.catch(() => (next = next === step ? null : next))
      return (next = step)
    },
    take(step) {
      if (taken === step) return false
      taken = step
      next = null
      return true
    },
  }
}

type Following = {
  steps: Steps
  draft: Draft
  clock: Clock
  /** Keeps what the answer came to; only then is its end passed on. */
  keep: () => Promise<void>
  /** Aborts when the person has heard enough: what was said by then is the answer. */
  stopped: AbortSignal
}

/**
 * Passes an answer's events on while the draft follows them. Throws the reason of `stopped` where nothing was said.
 * Whoever stops reading leaves the answer as it is: see `collectRest`.
 */
export async function* follow({ steps, draft, clock, keep, stopped }: Following): AsyncIterable<SaidEvent> {
  const enough = aborted(stopped)
  for (;;) {
    const step = await Promise.race([steps.look(), enough])
    if (step === 'aborted') {
      if (draft.text.trim() === '') throw stopped.reason
      draft.end = { finish: 'stopped', route: null }
      await keep()
      return yield { type: 'end' }
    }
    if (!steps.take(step) || step.done) return
    const event = step.value
    switch (event.type) {
      case 'text':
        draft.firstWordsAt ??= clock.monotonic()
        draft.text += event.text
        break
      case 'restart':
        draft.text = ''
        break
      case 'attempt':
        draft.attempts.push(event.attempt)
        break
      case 'end':
        draft.end = event
        await keep()
        break
      case 'failed':
        break
    }
    yield event
  }
}

/** How long a request may take to say that it has ended, once it was told to. */
const COLLECT_MS = 2000

/**
 * Reads an answer that was told to end on to its end, for what its requests have cost. Rejects as the answer does; one
 * that doesn't end is left alone.
 */
export const collectRest = async (steps: Steps, draft: Draft, clock: Clock) => {
  const tooLate = Promise.withResolvers<void>()
  using _timer = clock.after(COLLECT_MS, tooLate.resolve)
  await Promise.race([collect(steps, draft), tooLate.promise])
}

/** Whoever ends an answer may be told so first, and only then of what it has cost. */
const collect = async (steps: Steps, draft: Draft) => {
  const errors: unknown[] = []
  while (errors.length < 2) {
    try {
      const step = await steps.look()
      if (step.done) break
      if (steps.take(step) && step.value.type === 'attempt') draft.attempts.push(step.value.attempt)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}

const aborted = (signal: AbortSignal) =>
  new Promise<'aborted'>((resolve) => {
    if (signal.aborted) resolve('aborted')
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })

/** The requests that were billed and that the database doesn't know of yet. */
export const unrecorded = (draft: Draft, turn: BegunTurn, { payer, guild }: Question): UsageRecord[] =>
  draft.attempts
    .map((attempt, index) => ({ ...attempt, request: index + 1 }))
    .slice(draft.recorded)
    .flatMap(({ request, route, answeredBy, failure, usage, cost }) =>
      usage === null
        ? []
        : {
            turn: turn.id,
            attempt: turn.attempt,
            request,
            ...route,
            answeredBy,
            usage,
            cost,
            failure: failure?.kind ?? null,
            author: payer,
            guild,
          },
    )

/** What all requests together have used. */
export const usedBy = ({ attempts }: Draft): Allowance => ({
  tokens: attempts.reduce((sum, { usage }) => sum + (usage ? usage.inputTokens + usage.outputTokens : 0), 0),
  cost: attempts.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
})
