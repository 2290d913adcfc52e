import { z } from 'zod'
import type { SettingsReload } from '../../config/live-settings.ts'
import type { Queryable } from '../../database/contract.ts'
import type { Clock } from '../../lib/clock.ts'
import type { BudgetReader } from '../../limits/limits.ts'
import { countWaiting } from '../../moderation/reports.ts'
import type { Router } from '../../providers/contract.ts'
import type { HealthRegistry } from '../../telemetry/health.ts'
import type { Status } from './contract.ts'

type Options = {
  database: Queryable
  version: string
  health: HealthRegistry
  router: Pick<Router, 'health'>
  settings: Pick<SettingsReload, 'generation'>
  /** By name, this one first. */
  instances: () => Promise<readonly string[]>
  limits: BudgetReader
  clock: Clock
}

/** How the bot is, from the moment it is made on. */
export const createStatus = (options: Options): (() => Promise<Status>) => {
  const { database, version, health, router, settings, instances, limits, clock } = options
  const began = clock.monotonic()
  return async () => {
    const [parts, names, reportsWaiting, budgets] = await Promise.all([
      health.read(),
      instances(),
      countWaiting(database),
      limits.readBudgets(database, { author: NOBODY, guild: null }, clock.now()),
    ])
    const { shards: total, ready } = shardsIn.parse(parts['gateway']?.details)
    return {
      version,
      uptimeMs: clock.monotonic() - began,
      instances: names,
      shards: { total, ready },
      providers: router.health(),
      settings: settings.generation,
      reportsWaiting,
      budget: budgets.find(({ whose }) => whose === 'bot') ?? null,
    }
  }
}

/** The bot's own budget is nobody's in particular. */
const NOBODY = '0'

/** What the gateway says of itself; nothing before it is there. */
const shardsIn = z.object({ shards: z.number(), ready: z.number() }).catch({ shards: 0, ready: 0 })
