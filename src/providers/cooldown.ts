import type { Clock } from '../lib/clock.ts'
import type { Failure } from './contract.ts'

/** For how long something that failed is left alone. Moments are the clock's monotonic ones. */
export type Cooldown = {
  /** -Infinity: nothing keeps it. */
  readonly until: number
  readonly isActive: boolean
  /** What it cools for, until a success: also when its time is over, and it has still to prove itself. */
  readonly because: Failure | null
  /** For `ms`, or as long as the ladder's next step says; a later end that was set before stays. */
  start(failure: Failure, ms?: number | null): void
  /** A request that was sent at `sentAt` went well: one sent before the cooldown began says nothing about it. */
  succeeded(sentAt: number): void
}

const day = 86_400_000
/** What a provider says at the most: a mistake of its own must not shut it out for ever. */
const longest = day
/** What it says at the least: asked to come back at once, we would come again and again. */
const shortest = 1000

/** `ladder`: how long each failure in a row counts, in milliseconds; the last step stays. */
export const createCooldown = (clock: Clock, ladder: readonly number[]): Cooldown => {
  let until = -Infinity
  let begunAt = -Infinity
  let step = 0
  let because: Failure | null = null
  return {
    get until() {
      return until
    },
    get isActive() {
      return until > clock.monotonic()
    },
    get because() {
      return because
    },
    start(failure, ms = null) {
      const now = clock.monotonic()
      // Requests that were under way together are one failure, not a flight of steps; what the provider said is none.
      if (now >= until && ms === null) step += 1
      const wait = ms ?? ladder[Math.min(Math.max(step, 1), ladder.length) - 1] ?? 0
      until = Math.max(until, now + Math.min(longest, Math.max(shortest, wait)))
      begunAt = now
      because = failure
    },
    succeeded(sentAt) {
      if (sentAt < begunAt) return
      until = -Infinity
      step = 0
      because = null
    },
  }
}
