import type { Database } from '../database/contract.ts'
import type { Clock } from '../lib/clock.ts'
import { countPeople, readTotals, type Totals } from '../limits/totals.ts'
import { atMostEvery } from './at-most-every.ts'

/** `people`: those who were answered in the last 90 days. */
export type BotTotals = Totals & { people: number }

const FRESH_MS = 5000

export const createTotals = (database: Database, clock: Clock): (() => Promise<BotTotals>) =>
  atMostEvery(FRESH_MS, clock, async () => {
    const [totals, people] = await database.together((db) => [readTotals(db), countPeople(db)])
    return { ...totals, people }
  })
