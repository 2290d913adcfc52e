import type { Database } from '../database/contract.ts'
import type { Clock } from '../lib/clock.ts'
import { countAnswers } from '../limits/usage.ts'
import { countTurns, type TurnCounts } from '../turns/ledger.ts'

/** Of the last day; `answers` by the provider that gave them. */
export type Stats = TurnCounts & { hours: 24; answers: Record<string, number> }

const FRESH_MS = 5000

/** However often it is asked, the database is asked by one at a time and at most every five seconds. */
export const createStats = (database: Database, clock: Clock): (() => Promise<Stats>) => {
  let latest: { stats: Promise<Stats>; at: number } | null = null
  const read = async (): Promise<Stats> => {
    const [counts, answers] = await database.together((db) => [countTurns(db), countAnswers(db)])
    return { hours: 24, ...counts, answers }
  }
  return () => {
    if (latest && clock.monotonic() - latest.at < FRESH_MS) return latest.stats
    const asked = { stats: read(), at: clock.monotonic() }
    latest = asked
    asked.stats.then(
      () => (asked.at = clock.monotonic()),
      () => (latest = latest === asked ? null : latest),
    )
    return asked.stats
  }
}
