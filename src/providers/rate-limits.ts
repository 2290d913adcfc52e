/** How long a provider asks us to stay away, in milliseconds, by whichever of its ways it says so; null if by none. */
export const retryAfter = (headers: Headers | null, retryInfo: string | null, now: number): number | null => {
  const waits = [
    milliseconds(headers?.get('retry-after-ms')),
    secondsOrDate(headers?.get('retry-after'), now),
    duration(retryInfo),
    resetOf(headers, now),
  ]
  const wait = waits.find((wait) => wait !== null) ?? null
  return wait === null ? null : Math.max(0, Math.ceil(wait))
}

const milliseconds = (text: string | null | undefined) => (text && Number(text) >= 0 ? Number(text) : null)

const secondsOrDate = (text: string | null | undefined, now: number) => {
  if (!text) return null
  const ms = Number(text) >= 0 ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(ms) ? null : ms
}

/** The latest reset among the limits that are used up, or among all when none says so. */
const resetOf = (headers: Headers | null, now: number) => {
  const resets = [...(headers ?? [])].flatMap(([name, text]) => {
    const [, limit] = /^x-ratelimit-reset(.*)$/.exec(name) ?? []
    const ms = limit === undefined ? null : (duration(text) ?? moment(text, now))
    return ms === null ? [] : [{ ms, usedUp: headers?.get(`x-ratelimit-remaining${limit}`) === '0' }]
  })
  const usedUp = resets.filter((reset) => reset.usedUp)
  const telling = usedUp.length > 0 ? usedUp : resets
  return telling.length > 0 ? Math.max(...telling.map((reset) => reset.ms)) : null
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
  const value = Number(text)
  if (text === '' || Number.isNaN(value)) return null
  if (value > 1e12) return value - now
  return value > 1e9 ? value * 1000 - now : value * 1000
}
