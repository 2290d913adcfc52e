import { createHash } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Clock } from '../../lib/clock.ts'
import type { World } from '../world/world.ts'

type Limit = { requests: number; perMs: number }
type Window = { left: number; endsAt: number }

// As Discord's headers show them; what isn't listed is rarely met.
const limits: [RegExp, Limit][] = [
  [/^POST \/channels\/[^/]+\/messages$/, { requests: 5, perMs: 5_000 }],
  [/^PATCH \/channels\/[^/]+\/messages\/:id$/, { requests: 5, perMs: 5_000 }],
  [/^DELETE \/channels\/[^/]+\/messages\/:id$/, { requests: 5, perMs: 1_000 }],
  [/^GET \/channels\/[^/]+\/messages/, { requests: 5, perMs: 1_000 }],
  [/^POST \/channels\/[^/]+\/typing$/, { requests: 5, perMs: 5_000 }],
  [/^(PUT|DELETE) \/channels\/[^/]+\/messages\/:id\/reactions/, { requests: 1, perMs: 250 }],
  [/^(POST|PATCH|DELETE|GET) \/webhooks\//, { requests: 5, perMs: 2_000 }],
]
const otherwise: Limit = { requests: 50, perMs: 1_000 }
const everything: Limit = { requests: 50, perMs: 1_000 }

/** Discord's buckets: one for each route and its channel, guild or webhook, and one for all of a token's requests. */
export const rateLimits = ({ clock, settings }: World): RequestHandler => {
  const windows = new Map<string, Window>()
  return (request, response, next) => {
    // The callback that answers an interaction is limited by nothing.
    if (!settings.rateLimits || request.path.startsWith('/interactions/')) return next()
    const refuse = (window: Window, scope: 'user' | 'global') => {
      const seconds = (window.endsAt - clock.monotonic()) / 1000
      response.set({ 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': scope })
      if (scope === 'global') response.set('x-ratelimit-global', 'true')
      response.status(429).json({
        message: 'You are being rate limited.',
        retry_after: Math.ceil(seconds * 1000) / 1000,
        global: scope === 'global',
      })
    }
    const whole = request.path.startsWith('/webhooks/') ? null : open(windows, clock, 'global', everything)
    if (whole && whole.left === 0) return refuse(whole, 'global')
    const route = routeOf(request.method, request.path)
    const limit = limits.find(([pattern]) => pattern.test(route))?.[1] ?? otherwise
    const window = open(windows, clock, route, limit)
    const spent = window.left === 0
    if (!spent) window.left -= 1
    if (!spent && whole) whole.left -= 1
    const after = Math.max(0, window.endsAt - clock.monotonic())
    response.set({
      'x-ratelimit-limit': String(limit.requests),
      'x-ratelimit-remaining': String(window.left),
      'x-ratelimit-reset': ((clock.now() + after) / 1000).toFixed(3),
      'x-ratelimit-reset-after': (after / 1000).toFixed(3),
      'x-ratelimit-bucket': bucketOf(route),
    })
    if (spent) refuse(window, 'user')
    else next()
  }
}

const open = (
  windows: Map<string, Window>,
  clock: Clock,
  key: string,
  { requests, perMs }: Limit,
): Window => {
  const window = windows.get(key)
  if (window && clock.monotonic() < window.endsAt) return window
  if (windows.size > 10_000) windows.clear()
  const fresh = { left: requests, endsAt: clock.monotonic() + perMs }
  windows.set(key, fresh)
  return fresh
}

/** All ids are alike, but for the one that the route is about. */
const routeOf = (method: string, path: string) => {
  const [, major = '', rest = ''] = /^(\/(?:channels|guilds|webhooks)\/[^/]+)?(.*)$/.exec(path) ?? []
  const alike = rest.replaceAll(/\/\d{15,}/g, '/:id').replace(/\/reactions\/.*/, '/reactions')
  return `${method} ${major}${alike}`
}

/** The bucket's name is the same for all channels, as Discord's is. */
const bucketOf = (route: string) =>
  createHash('sha256')
    .update(route.replace(/\/\d{15,}/, '/:major'))
    .digest('hex')
    .slice(0, 32)
