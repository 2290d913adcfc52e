import type { Quota } from '../contract.ts'

/** How long a provider asks us to stay away, in milliseconds, by whichever of its ways it says so; null if by none. */
export const retryAfter = (headers: Headers | null, retryInfo: string | null, now: number): number | null => {
  const waits = [
    nonNegative(headers?.get('retry-after-ms')),
    secondsOrDate(headers?.get('retry-after'), now),
    duration(retryInfo),
    latestReset(limitsOf(headers, now)),
  ]
  const wait = waits.find((wait) => wait !== null) ?? null
  return wait === null ? null : bounded(wait)
}

/** What the headers of a response tell of the limits; null where they tell nothing. */
export const quotaOf = (headers: Headers | null, now: number): Quota | null => {
  const limits = limitsOf(headers, now)
  const requests = tightest(limits.filter(({ name }) => name === '' || name.startsWith('-requests')))
  const tokens = tightest(limits.filter(({ name }) => name.startsWith('-tokens')))
  return requests || tokens ? { requests, tokens } : null
}

/** Nobody means more than a day; nobody can be asked to come back earlier than now. */
const bounded = (ms: number) => Math.min(Math.max(0, Math.ceil(ms)), 86_400_000)

type Limit = { name: string; resetMs: number; remaining: number | null }

/** `x-ratelimit-reset` and `x-ratelimit-remaining`, with any endings: `-requests`, `-tokens`, `-requests-day`. */
const limitsOf = (headers: Headers | null, now: number): Limit[] =>
  [...(headers ?? [])].flatMap(([header, text]) => {
    const [, name] = /^x-ratelimit-reset(.*)$/.exec(header) ?? []
    const reset = name === undefined ? null : (duration(text) ?? moment(text, now))
    if (name === undefined || reset === null) return []
    const remaining = nonNegative(headers?.get(`x-ratelimit-remaining${name}`))
    return [{ name, resetMs: bounded(reset), remaining }]
  })

/** The latest among the limits that are used up, or among all when none says so. */
const latestReset = (limits: readonly Limit[]) => {
  const usedUp = limits.filter(({ remaining }) => remaining === 0)
  const telling = usedUp.length > 0 ? usedUp : limits
  return telling.length > 0 ? Math.max(...telling.map(({ resetMs }) => resetMs)) : null
}

const tightest = (limits: readonly Limit[]) => {
  const known = limits.flatMap(({ remaining, resetMs }) =>
    remaining === null ? [] : [{ remaining: Math.floor(remaining), resetMs }],
  )
  return known.toSorted((a, b) => a.remaining - b.remaining || b.resetMs - a.resetMs)[0] ?? null
}

const nonNegative = (text: string | null | undefined) =>
  text && Number(text) >= 0 && Number.isFinite(Number(text)) ? Number(text) : null

/** A number of seconds, be it below zero; else a date. */
const secondsOrDate = (text: string | null | undefined, now: number) => {
  if (!text) return null
  const ms = Number.isNaN(Number(text)) ? Date.parse(text) - now : Number(text) * 1000
  return Number.isNaN(ms) ? null : ms
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `34s`, `2m59.56s`, `120ms` */
const duration = (text: string | null | undefined) => {
  if (!text || !/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) return null
  const parts = text.matchAll(/([\d.]+)(ms|[smhd])/g)
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0)
}

/** A bare number: milliseconds or seconds since the epoch if it is that large, seconds from now if not. */
const moment = (text: string, now: number) => {
  const value = nonNegative(text)
  if (value === null) return null
  if (value > 1e12) return value - now
  return value > 1e9 ? value * 1000 - now : value * 1000
}
