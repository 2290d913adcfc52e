import type { Clock } from '../lib/clock.ts'

/** However often it is asked: one reads at a time, and not again before this time is over. A failure isn't remembered. */
export const atMostEvery = <Value>(
  ms: number,
  clock: Clock,
  read: () => Promise<Value>,
): (() => Promise<Value>) => {
  let latest: { value: Promise<Value>; at: number } | null = null
  return () => {
    if (latest && clock.monotonic() - latest.at < ms) return latest.value
    const asked = { value: read(), at: clock.monotonic() }
    latest = asked
    asked.value.then(
      () => (asked.at = clock.monotonic()),
      () => (latest = latest === asked ? null : latest),
    )
    return asked.value
  }
}
