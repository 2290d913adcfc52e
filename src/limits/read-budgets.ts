import type { BudgetsSettings } from '../config/settings.ts'
import type { Queryable } from '../database/contract.ts'
import { budgetsOf, type Payer } from './budgets.ts'
import type { Allowance, Scope } from './contract.ts'
import { dayOf, endOfDay } from './times.ts'

/** A day's budget as it stands, without what unfinished answers hold of it. */
export type BudgetState = {
  whose: Scope
  used: Allowance
  /** Null: as much as they like. */
  limit: { tokens: number | null; cost: number | null }
  /** In milliseconds since the epoch. */
  renewsAt: number
}

/** Of a person, of the server if there is one, and of everybody together, on the day of `at`. One statement, at once. */
export const readBudgetsOf = async (
  db: Queryable,
  settings: BudgetsSettings,
  payer: Payer,
  at: number,
): Promise<readonly BudgetState[]> => {
  const budgets = budgetsOf(settings, payer)
  const day = dayOf(at, settings.time_zone)
  const renewsAt = endOfDay(day, settings.time_zone)
  const { rows } = await db.query<Allowance & { key: string }>(
    `select key, tokens::float8, cost::float8 from budgets where day = $1 and key = any($2)`,
    [day, budgets.map(({ key }) => key)],
  )
  return budgets.map(({ key, whose, tokens, cost }) => {
    const used = rows.find((row) => row.key === key)
    return {
      whose,
      used: { tokens: used?.tokens ?? 0, cost: used?.cost ?? 0 },
      limit: { tokens, cost },
      renewsAt,
    }
  })
}
