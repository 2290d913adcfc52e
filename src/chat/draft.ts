import type { Clock } from '../lib/clock.ts'
import type { UsageRecord } from '../limits/usage.ts'
import type { AnswerEvent, Attempt, Route } from '../providers/contract.ts'
import type { BegunTurn, Finish } from '../turns/contract.ts'
import type { Question } from './contract.ts'

/** What an answer has come to so far. Times are the clock's monotonic ones. */
export type Draft = {
  readonly begunAt: number
  firstWordsAt: number | null
  text: string
  attempts: Attempt[]
  /** How many of the attempts stand in the database. */
  recorded: number
  end: { finish: Finish; route: Route } | null
}

export const newDraft = (clock: Clock): Draft => ({
  begunAt: clock.monotonic(),
  firstWordsAt: null,
  text: '',
  attempts: [],
  recorded: 0,
  end: null,
})

/**
 * Passes an answer's events on while the draft follows them; the end only when `keep` has kept what it came to. Whoever
 * stops reading leaves the answer as it is: see `collectRest`.
 */
export async function* follow(
  answer: AsyncIterator<AnswerEvent>,
  draft: Draft,
  clock: Clock,
  keep: () => Promise<void>,
): AsyncIterable<AnswerEvent> {
  for (let step = await answer.next(); !step.done; step = await answer.next()) {
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
export const collectRest = async (answer: AsyncIterator<AnswerEvent>, draft: Draft, clock: Clock) => {
  const tooLate = Promise.withResolvers<void>()
  using _timer = clock.after(COLLECT_MS, tooLate.resolve)
  await Promise.race([collect(answer, draft), tooLate.promise])
}

const collect = async (answer: AsyncIterator<AnswerEvent>, draft: Draft) => {
  for (let step = await answer.next(); !step.done; step = await answer.next())
    if (step.value.type === 'attempt') draft.attempts.push(step.value.attempt)
}

/** The requests that were billed and that the database doesn't know of yet. */
export const unrecorded = (draft: Draft, turn: BegunTurn, { author, guild }: Question): UsageRecord[] =>
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
            author: author.id,
            guild,
          },
    )
