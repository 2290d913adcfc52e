import type { Database } from '../database/contract.ts'
import type { Clock } from '../lib/clock.ts'
import { sumUsage, type ProviderUsage } from '../limits/usage.ts'
import { countTurns, type TurnCounts } from '../turns/ledger.ts'

/** Of the last day; `answers` by the provider that gave them, `usage` by the one that billed. */
export type Stats = TurnCounts & {
  hours: 24
  answers: Record<string, number>
  usage: Record<string, Omit<ProviderUsage, 'answers'>>
}

const FRESH_MS = 5000

/** However often it is asked, the database is asked by one at a time and at most every five seconds. */
export const createStats = (database: Database, clock: Clock): (() => Promise<Stats>) => {
  let latest: { stats: Promise<Stats>; at: number } | null = null
  const read = async (): Promise<Stats> => {
    const [counts, usage] = await database.together((db) => [countTurns(db), sumUsage(db)])
    const providers = [...usage].map(([provider, { answers, ...billed }]) => ({ provider, answers, billed }))
    const answered = providers.filter(({ answers }) => answers > 0)
    return {
      hours: 24,
      ...counts,
      answers: Object.fromEntries(answered.map(({ provider, answers }) => [provider, answers])),
      usage: Object.fromEntries(providers.map(({ provider, billed }) => [provider, billed])),
    }
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
