import { settingsSchema } from '../src/config/settings.ts'
import type { Database } from '../src/database/contract.ts'
import { createLive } from '../src/lib/live.ts'
import type { Allowance, Asker, Verdict } from '../src/limits/contract.ts'
import { createLimits } from '../src/limits/limits.ts'
import { recordTurn } from '../src/turns/ledger.ts'
import { createMetrics } from '../src/telemetry/metrics.ts'

export const noon = Date.UTC(2026, 0, 1, 12)
export const ada = '200000000000000001'
export const grace = '200000000000000002'
export const home = '100000000000000001'
export const general = '300000000000000001'

let turns = 1_400_000_000_000_000_000n

/** A question of Ada's in #general, or as is said. */
export const questionOf = (more: Partial<Asker> = {}): Asker => ({
  turn: String(turns++),
  author: ada,
  guild: home,
  channel: general,
  places: [],
  roles: [],
  operator: false,
  at: noon,
  ...more,
})

/** Limits by these settings, and no others but the defaults; each is one process's own. */
export const limitsOver = (database: Database, given: object, price = 0) => {
  const settings = createLive(settingsSchema.parse(given))
  const metrics = createMetrics({ processMetrics: false })
  const limits = createLimits({ settings, priceBound: () => price, metrics })
  return {
    ...limits,
    settings,
    metrics,
    async ask(more: Partial<Asker> = {}): Promise<Verdict> {
      const asker = questionOf(more)
      await beginSomewhere(database, asker)
      const [verdict] = await database.together((db) => [limits.admit(db, asker)])
      return verdict
    },
    async end(turn: string, used: Partial<Allowance> = {}) {
      const [nearlySpent] = await database.together((db) => [
        limits.settle(db, turn, { tokens: 0, cost: 0, ...used }),
      ])
      return nearlySpent
    },
  }
}

/** Nothing is limited but what a test says. */
export const unlimited = {
  rate_limiting: { user_cooldown: 0, global_requests_per_minute: 0 },
  budgets: { bot_tokens_per_day: 0, bot_cost_per_day: 0 },
}

/** Somebody is at work on the turn. */
export const beginSomewhere = async (database: Database, { turn, author, guild, channel }: Asker) => {
  await recordTurn(database, {
    id: turn,
    origin: { kind: 'message' },
    conversation: 'a',
    channel,
    guild,
    author,
  })
  await database.query(`update turns set state = 'answering', attempt = 1 where id = $1`, [turn])
}
