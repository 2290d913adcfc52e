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

/** Passes an answer's events on while the draft follows them; the end only when `keep` has kept what it came to. */
export async function* follow(
  answer: AsyncIterable<AnswerEvent>,
  draft: Draft,
  clock: Clock,
  keep: () => Promise<void>,
): AsyncIterable<AnswerEvent> {
  for await (const event of answer) {
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

/** The requests that the database doesn't know of yet. */
export const unrecorded = (draft: Draft, turn: BegunTurn, { author, guild }: Question): UsageRecord[] =>
  draft.attempts
    .map(({ route, failure, usage }, index) => ({
      turn: turn.id,
      attempt: turn.attempt,
      request: index + 1,
      ...route,
      usage,
      failure: failure?.kind ?? null,
      author: author.id,
      guild,
    }))
    .slice(draft.recorded)
