import type { Allowance, Scope } from '../../limits/contract.ts'
import type { ProviderUsage } from '../../limits/usage.ts'
import type { StandingOf } from './ask-question.ts'
import type { Caller, Command } from './contract.ts'
import { slashCommand } from './define.ts'
import { amount, bars, timestamp } from './list.ts'
import { AUTO } from './setprovider.ts'

/** What a person has used in the days for which that is kept. */
export type PersonUsage = {
  /** Those that a provider was asked. */
  questions: number
  byProvider: ReadonlyMap<string, Pick<ProviderUsage, 'answers' | 'inputTokens' | 'outputTokens'>>
}

/** What may be used until it starts anew, and what is. */
export type Budget = {
  whose: Scope
  used: Allowance
  /** Null: not bounded. */
  limit: { tokens: number | null; cost: number | null }
  /** Milliseconds since the epoch. */
  renewsAt: number
}

export type ShowingUsage = {
  standingOf: StandingOf
  usageOf: (person: string) => Promise<PersonUsage>
  /** Those that bound what this person asks here. */
  budgetsOf: (caller: Pick<Caller, 'author' | 'guild' | 'at'>) => Promise<readonly Budget[]>
}

/** `/mystats`: what a person has used, and what is left of the person's budget. */
export const createMyStats = ({ standingOf, usageOf, budgetsOf }: ShowingUsage): Command =>
  slashCommand('mystats', {
    async run(caller, respond) {
      const [{ person }, usage, budgets] = await Promise.all([
        standingOf(caller),
        usageOf(caller.author.id),
        budgetsOf(caller),
      ])
      const lines = [
        describeUsage(usage),
        ...bars([...usage.byProvider].map(([name, { answers }]) => ({ name, count: answers }))),
        person.provider === null
          ? `Your provider: ${AUTO}, so I choose. /setprovider changes that.`
          : `Your provider: **${person.provider}**.`,
        ...describeBudgets(budgets),
      ]
      await respond.privately({ text: lines.join('\n') })
    },
  })

const describeUsage = ({ questions, byProvider }: PersonUsage) => {
  if (questions === 0) return "In the last 90 days I haven't answered you yet."
  const tokens = [...byProvider.values()].reduce(
    (sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens,
    0,
  )
  return `In the last 90 days I took up ${amount(questions, 'message', 'messages')} of yours, which came to ${amount(tokens, 'token', 'tokens')}.`
}

const describeBudgets = (budgets: readonly Budget[]): string[] => {
  const bounded = budgets.filter(({ limit }) => limit.tokens !== null || limit.cost !== null)
  const told = bounded.map(describeBudget)
  return bounded.some(({ whose }) => whose === 'user') ? told : ['You have no budget of your own.', ...told]
}

/** What costs money is told as a share, and so is what others use as well. */
const describeBudget = ({ whose, used, limit, renewsAt }: Budget) => {
  const left = Math.min(shareLeft(used.tokens, limit.tokens), shareLeft(used.cost, limit.cost))
  const exactly =
    whose === 'user' && limit.tokens !== null
      ? `, at most ${amount(Math.max(0, limit.tokens - used.tokens), 'token', 'tokens')}`
      : ''
  return `Of ${owners[whose]}, ${percent(left)} is left${exactly}. It starts anew ${timestamp(renewsAt, 'R')}.`
}

const shareLeft = (used: number, limit: number | null) => (limit === null ? 1 : Math.max(0, 1 - used / limit))

/** Little isn't nothing. */
const percent = (share: number) => `${share === 0 ? 0 : Math.max(1, Math.floor(share * 100))}%`

const owners = {
  user: 'what you may ask me in a day',
  guild: 'what this server may ask me in a day',
  bot: 'what everybody may ask me in a day',
}
