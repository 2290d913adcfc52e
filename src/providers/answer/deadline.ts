import type { RateLimitingSettings } from '../../config/settings.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Recent } from '../routes/recent.ts'
import type { AttemptLimits } from './attempt.ts'

/** A request isn't worth sending for less, unless the route is known to be quicker. */
const shortestAttemptMs = 500
/** An answer that replaces another needs time to its end. */
const replacingMs = 10_000
/** How many further routes are left time, whatever else is configured. */
const mostReserves = 2

/** The limits of time of one answer. Moments are the clock's monotonic ones. */
export type Deadline = {
  /** What was shown will be replaced: from here on, the person waits for first words once more. */
  restart(): void
  /** Whether a request that is sent at this moment can come to something. */
  allows(route: { recent: Pick<Recent, 'typicalFirstTokenMs'> }, at: number): boolean
  /** For a request that is sent now, while so many other routes could still be asked. */
  limits(others: number): AttemptLimits
}

export const createDeadline = (settings: RateLimitingSettings, clock: Clock): Deadline => {
  const requestMs = settings.request_timeout * 1000
  const answerMs = settings.answer_timeout * 1000
  const firstTokenMs = settings.first_token_timeout * 1000
  const startedAt = clock.monotonic()
  const endBy = startedAt + answerMs
  let wordsBy = startedAt + requestMs
  let replaces = false

  return {
    restart() {
      replaces = true
      wordsBy = clock.monotonic() + requestMs
    },
    allows({ recent }, at) {
      // Never more than a part of the limits: at the beginning, every route may be asked.
      const words = Math.min(recent.typicalFirstTokenMs() ?? shortestAttemptMs, requestMs / 4, answerMs / 4)
      const whole = replaces ? Math.min(replacingMs, answerMs / 4) : words
      return at + words <= wordsBy && at + whole <= endBy
    },
    limits(others) {
      const now = clock.monotonic()
      const left = Math.min(wordsBy, endBy) - now
      const reserves = Math.min(others, mostReserves)
      const tokenMs = reserves === 0 ? left : Math.min(firstTokenMs, left / (1 + reserves))
      // A model that thinks is alive: it may use what isn't needed to ask one more.
      const reserveMs = reserves === 0 ? 0 : Math.min(firstTokenMs, left / 3)
      return {
        tokenBy: now + tokenMs,
        wordsBy: now + Math.max(tokenMs, left - reserveMs),
        idleMs: settings.idle_timeout * 1000,
        endBy,
        isFair: tokenMs >= Math.min(firstTokenMs, requestMs / 3) * 0.9,
      }
    },
  }
}
