import type { Database } from '../database/contract.ts'
import type { Clock } from '../lib/clock.ts'
import { sumUsage, type ProviderUsage } from '../limits/usage.ts'
import { countTurns, type TurnCounts } from '../turns/ledger.ts'
import { atMostEvery } from './at-most-every.ts'

/** Of the last day; `answers` by the provider that gave them, `usage` by the one that billed. */
export type Stats = TurnCounts & {
  hours: 24
  answers: Record<string, number>
  usage: Record<string, Omit<ProviderUsage, 'answers'>>
}

const FRESH_MS = 5000

export const createStats = (database: Database, clock: Clock): (() => Promise<Stats>) =>
  atMostEvery(FRESH_MS, clock, async () => {
    const [counts, usage] = await database.together((db) => [countTurns(db), sumUsage(db)])
    const providers = [...usage].map(([provider, { answers, ...billed }]) => ({ provider, answers, billed }))
    const answered = providers.filter(({ answers }) => answers > 0)
    return {
      hours: 24,
      ...counts,
      answers: Object.fromEntries(answered.map(({ provider, answers }) => [provider, answers])),
      usage: Object.fromEntries(providers.map(({ provider, billed }) => [provider, billed])),
    }
  })
