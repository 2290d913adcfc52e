import type { World } from '../world/world.ts'

const DAY = 86_400_000
const WINDOW = 5_000

/** Who may IDENTIFY: so many a day, and one in 5 s for each `shard % max_concurrency`. */
export type IdentifyGate = {
  /** Counts one IDENTIFY; 'exhausted' is not counted. */
  admit(shard: number): 'admitted' | 'too soon' | 'exhausted'
  remaining: number
  /** Milliseconds until the day's budget is whole again. */
  resetAfter(): number
}

export const createIdentifyGate = ({ clock, settings }: World): IdentifyGate => {
  const last = new Map<number, number>()
  let dayBegan: number | null = null
  const gate: IdentifyGate = {
    remaining: settings.identifiesPerDay,
    admit(shard) {
      renew()
      if (gate.remaining <= 0) return 'exhausted'
      gate.remaining -= 1
      dayBegan ??= clock.monotonic()
      const bucket = shard % settings.maxConcurrency
      const before = last.get(bucket)
      if (before !== undefined && clock.monotonic() - before < WINDOW) return 'too soon'
      last.set(bucket, clock.monotonic())
      return 'admitted'
    },
    resetAfter() {
      renew()
      return dayBegan === null ? 0 : Math.ceil(dayBegan + DAY - clock.monotonic())
    },
  }
  const renew = () => {
    if (dayBegan === null || clock.monotonic() - dayBegan < DAY) return
    gate.remaining = settings.identifiesPerDay
    dayBegan = null
  }
  return gate
}
