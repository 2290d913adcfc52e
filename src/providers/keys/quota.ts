import type { Clock } from '../../lib/clock.ts'
import type { Quota } from '../contract.ts'

/** What is left of a limit by the provider's last word, less what has been sent since. */
export type Allowance = {
  /** When a request of so many tokens may be sent, by the clock's monotonic time; -Infinity: now. */
  readyAt(tokens: number): number
  sent(tokens: number): void
  /** The response to a request came, and said what is left if it did; or it ended without one. */
  heard(quota: Quota | null): void
}

/** Longer than a minute is no limit of a minute: a day's shows itself by a refusal. */
const longestMs = 60_000

export const createAllowance = (clock: Clock): Allowance => {
  let unheard = 0
  let requests = { left: Infinity, until: -Infinity }
  let tokens = { left: Infinity, until: -Infinity }
  return {
    readyAt(wanted) {
      const blocked = [requests.left < 1 && requests.until, tokens.left < wanted && tokens.until]
      return Math.max(
        ...blocked.map((until) => (until === false || until <= clock.monotonic() ? -Infinity : until)),
      )
    },
    sent(spent) {
      unheard += 1
      requests.left -= 1
      tokens.left -= spent
    },
    heard(quota) {
      unheard = Math.max(0, unheard - 1)
      if (!quota) return
      const now = clock.monotonic()
      // What is still under way may or may not be counted in it.
      if (quota.requests)
        requests = {
          left: quota.requests.remaining - unheard,
          until: now + Math.min(longestMs, quota.requests.resetMs),
        }
      if (quota.tokens)
        tokens = { left: quota.tokens.remaining, until: now + Math.min(longestMs, quota.tokens.resetMs) }
    },
  }
}
