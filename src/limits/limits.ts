import type { Settings } from '../config/settings.ts'
import type { Queryable } from '../database/contract.ts'
import type { Live } from '../lib/live.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { barredBy } from './access.ts'
import { claimAdmission } from './admissions.ts'
import { boundsOf, budgetsOf, isBounded, type Payer } from './budgets.ts'
import type { Allowance, Asker, Limits, Verdict } from './contract.ts'
import { countQuestion, countRefusal, giveBack } from './counters.ts'
import { createLimitsMetrics } from './metrics.ts'
import { ratesOf, type Rate } from './rates.ts'
import { readBudgetsOf, type BudgetState } from './read-budgets.ts'
import { barredFor, verdictOf, type Barred } from './refusal.ts'
import { IN_USE_MS, lockBudgets, reserve, type Reserve } from './reserve.ts'
import { addUsed, markNearlySpent } from './settle.ts'
import { dayOf, endOfDay } from './times.ts'

export type LimitsSettings = Pick<Settings, 'general' | 'rate_limiting' | 'access' | 'budgets' | 'providers'>

export type LimitsOptions = {
  settings: Live<LimitsSettings>
  /** What a token may cost at the most, in US dollars, of all models that may be asked; 0: no price is known. */
  priceBound: () => number
  metrics: Metrics
}

/** What a person may ask about budgets. */
export type BudgetReader = {
  readBudgets(db: Queryable, payer: Payer, at: number): Promise<readonly BudgetState[]>
}

export const createLimits = ({
  settings,
  priceBound,
  metrics: registry,
}: LimitsOptions): Limits & BudgetReader => {
  const metrics = createLimitsMetrics(registry)
  return {
    async admit(db, asker) {
      const { rate_limiting, access, budgets, general, providers } = settings.current
      const day = dayOf(asker.at, budgets.time_zone)
      const barrier = barredBy(access, asker)
      const barred = barrier && barredFor(asker, barrier)
      const [claimed, now] = await Promise.all([
        claimAdmission(db, asker, day, barred),
        barred
          ? turnAway(db, asker, barred)
          : weigh(db, asker, asker.operator ? [] : ratesOf(rate_limiting, asker), {
              turn: asker.turn,
              day,
              at: asker.at,
              renewsAt: endOfDay(day, budgets.time_zone),
              budgets: budgetsOf(budgets, asker).filter(isBounded),
              most: mostOfAnAnswer({ general, providers }, priceBound()),
            }),
      ])
      const verdict = claimed.is === 'known' ? claimed.verdict : now
      if (claimed.is === 'new') metrics.admissions.inc({ verdict: verdict.is, rule: ruleOf(verdict) })
      return verdict
    },

    async giveBack(db, asker) {
      const rates = asker.operator ? [] : ratesOf(settings.current.rate_limiting, asker)
      await giveBack(
        db,
        asker.turn,
        rates.map(({ limiter, id }) => limiter.keyOf(id)),
      )
    },

    async settle(db, turn, used) {
      const { budgets } = settings.current
      const [, nearlySpent] = await Promise.all([
        addUsed(db, turn, used),
        markNearlySpent(db, turn, boundsOf(budgets).filter(isBounded)),
      ])
      return nearlySpent.map(({ whose, leftShare, day }) => ({
        whose,
        leftShare,
        renewsAt: endOfDay(day, budgets.time_zone),
      }))
    },

    readBudgets: (db, payer, at) => readBudgetsOf(db, settings.current.budgets, payer, at),
  }
}

const turnAway = async (db: Queryable, asker: Asker, { barrier, until }: Barred): Promise<Verdict> =>
  verdictOf({ barrier, until, silent: await countRefusal(db, asker, []) }, asker.at)

/** Issues one statement after the other without waiting: each does nothing if an earlier one has refused. */
const weigh = async (
  db: Queryable,
  asker: Asker,
  rates: readonly Rate[],
  wanted: Reserve,
): Promise<Verdict> => {
  const [waits, , reserved, silent] = await Promise.all([
    Promise.all(rates.map((rate) => countQuestion(db, asker, rate))),
    lockBudgets(db, wanted),
    reserve(db, wanted),
    countRefusal(
      db,
      asker,
      rates.map(({ limiter, id }) => limiter.keyOf(id)),
    ),
  ])
  for (const [index, { barrier }] of rates.entries()) {
    const wait = waits[index] ?? null
    if (wait !== null) return verdictOf({ barrier, until: asker.at + wait, silent }, asker.at)
  }
  if (reserved.is === 'granted') return { is: 'admitted', allowance: reserved.allowance }
  const { whose } = reserved
  return reserved.is === 'spent'
    ? verdictOf({ barrier: { code: 'budget_spent', whose }, until: wanted.renewsAt, silent }, asker.at)
    : verdictOf({ barrier: { code: 'budget_in_use', whose }, until: asker.at + IN_USE_MS, silent }, asker.at)
}

/** One prompt and one answer, as long as they may become. */
const mostOfAnAnswer = (
  { general, providers: { priority, ...providers } }: Pick<LimitsSettings, 'general' | 'providers'>,
  price: number,
): Allowance => {
  const outputs = priority.map((name) => providers[name]?.max_output_tokens ?? 0)
  const tokens = general.max_prompt_tokens + Math.max(...outputs)
  return { tokens, cost: tokens * price }
}

const ruleOf = (verdict: Verdict) => ('refusal' in verdict ? verdict.refusal.code : '')
