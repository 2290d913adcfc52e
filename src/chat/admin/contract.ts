import type { Reloaded } from '../../config/live-settings.ts'
import type { BudgetState } from '../../limits/read-budgets.ts'
import type { ProviderHealth } from '../../providers/contract.ts'

/** `outcome` is null when nothing was heard of that process in time. */
export type ReloadedInstance = { instance: string; outcome: Reloaded | null }

/** How the bot is, for those who run it. */
export type Status = {
  version: string
  /** Of the process that answers, in milliseconds. */
  uptimeMs: number
  /** The processes that are alive, by name; the one that answers is the first. */
  instances: readonly string[]
  shards: { total: number; ready: number }
  providers: readonly ProviderHealth[]
  settings: { number: number; hash: string; since: number }
  reportsWaiting: number
  /** Of everybody together, today. */
  budget: BudgetState | null
}
