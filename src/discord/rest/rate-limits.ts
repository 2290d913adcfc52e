import type { Clock } from '../../lib/clock.ts'

/** What Discord's headers say of how fast we may go, by method and channel. */
export type RateLimits = {
  read: (method: string, url: string, response: Pick<Response, 'status' | 'headers'>) => void
  /** Milliseconds until a request would not have to wait. */
  wait(method: string, channel: string): number
  /** How often we were asked to wait, lately. */
  refusals(method: string, channel: string): number
}

const FORGOTTEN_AFTER_MS = 60_000
const MANY = 5000

export const createRateLimits = (clock: Clock): RateLimits => {
  const limits = new Map<string, { openAt: number; refusals: number; forgetAt: number }>()

  const forget = (now: number) => {
    for (const [key, { forgetAt }] of limits) if (forgetAt <= now) limits.delete(key)
  }

  return {
    read(method, url, { status, headers }) {
      const channel = channelOf(url)
      const refused = status === 429
      if (!channel || !(refused || headers.get('x-ratelimit-remaining') === '0')) return
      const now = clock.monotonic()
      const seconds = Number(headers.get(refused ? 'retry-after' : 'x-ratelimit-reset-after'))
      const openAt = now + (Number.isFinite(seconds) ? seconds * 1000 : 0)
      const refusals = (limits.get(keyOf(method, channel))?.refusals ?? 0) + Number(refused)
      limits.set(keyOf(method, channel), { openAt, refusals, forgetAt: openAt + FORGOTTEN_AFTER_MS })
      if (limits.size > MANY) forget(now)
    },
    wait(method, channel) {
      const limit = limits.get(keyOf(method, channel))
      return limit ? Math.max(0, limit.openAt - clock.monotonic()) : 0
    },
    refusals: (method, channel) => limits.get(keyOf(method, channel))?.refusals ?? 0,
  }
}

const keyOf = (method: string, channel: string) => `${method} ${channel}`
const channelOf = (url: string) => /\/channels\/(\d+)\/messages/.exec(url)?.[1]
