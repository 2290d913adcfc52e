import type { Clock } from '../../lib/clock.ts'
import { snowflakeAt } from '../../lib/snowflake.ts'

/** Ids whose time is the clock's and of which each is larger than the one before, even if the clock is set back. */
export const createSnowflakes = (clock: Clock) => {
  let last = 0n
  return () => {
    const atLeast = BigInt(snowflakeAt(clock.now()))
    last = atLeast > last ? atLeast : last + 1n
    return String(last)
  }
}

/** The same ids at each start, so that channels and people stay who they were. */
export const fixedId = (number: number) => snowflakeAt(Date.UTC(2024, 2, 14) + number)
