import type { Clock } from '../../lib/clock.ts'
import type { FailureKind, RouteHealth } from '../contract.ts'

type Seen = { at: number; failed: FailureKind | null; firstTokenMs: number | null }

/** What a route's requests came to over the last minutes. */
export type Recent = {
  add(failed: FailureKind | null, firstTokenMs: number | null): void
  /** Null: nobody knows. */
  typicalFirstTokenMs(): number | null
  read(): Omit<RouteHealth, 'model' | 'circuit'>
}

const windowMs = 300_000
const typicalForMs = 5000
/** Bounds what a busy route keeps. */
const most = 500

export const createRecent = (clock: Clock): Recent => {
  let seen: Seen[] = []
  const current = () => {
    const since = clock.monotonic() - windowMs
    if (seen[0] && seen[0].at < since) seen = seen.filter(({ at }) => at >= since)
    return seen
  }
  const firstTokens = () =>
    current()
      .flatMap(({ firstTokenMs }) => firstTokenMs ?? [])
      .sort((a, b) => a - b)
  let typical: number | null = null
  let typicalAt = -Infinity

  return {
    add(failed, firstTokenMs) {
      current().push({ at: clock.monotonic(), failed, firstTokenMs })
      if (seen.length > most) seen = seen.slice(-most / 2)
    },
    typicalFirstTokenMs() {
      // Sorting for each request is too much: it doesn't change that fast.
      const now = clock.monotonic()
      if (now - typicalAt <= typicalForMs) return typical
      typicalAt = now
      return (typical = quantile(firstTokens(), 0.5))
    },
    read() {
      const all = current()
      const failed = all.filter((one) => one.failed !== null)
      const tokens = firstTokens()
      return {
        requests: all.length,
        successRate: all.length === 0 ? null : 1 - failed.length / all.length,
        firstTokenP50Ms: quantile(tokens, 0.5),
        firstTokenP95Ms: quantile(tokens, 0.95),
        lastError: failed.at(-1)?.failed ?? null,
      }
    },
  }
}

const quantile = (sorted: readonly number[], share: number): number | null => {
  const value = sorted[Math.ceil(share * sorted.length) - 1]
  return value === undefined ? null : Math.round(value)
}
