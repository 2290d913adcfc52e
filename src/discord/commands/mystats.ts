import type { BudgetState } from '../../limits/read-budgets.ts'
import type { UsageTotals } from '../../limits/usage.ts'
import type { Caller, Command } from './contract.ts'
import { slashCommand } from './define.ts'
import { amount, bars, timestamp } from './list.ts'
import { AUTO } from './setprovider.ts'
import type { StandingOf } from './standing.ts'

type PersonUsage = Pick<UsageTotals, 'days' | 'questions' | 'byProvider'>

export type ShowingUsage = {
  standingOf: StandingOf
  usageOf: (person: string) => Promise<PersonUsage>
  /** Those that bound what this person asks here. */
  budgetsOf: (caller: Pick<Caller, 'author' | 'guild' | 'at'>) => Promise<readonly BudgetState[]>
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

const describeUsage = ({ days, questions, byProvider }: PersonUsage) => {
  if (questions === 0) return `In the last ${days} days you haven't asked me anything.`
  const tokens = [...byProvider.values()].reduce(
    (sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens,
    0,
  )
  return `In the last ${days} days I took up ${amount(questions, 'message', 'messages')} of yours, which came to ${amount(tokens, 'token', 'tokens')}.`
}

const describeBudgets = (budgets: readonly BudgetState[]): string[] => {
  const bounded = budgets.filter(({ limit }) => limit.tokens !== null || limit.cost !== null)
  const told = bounded.map(describeBudget)
  return bounded.some(({ whose }) => whose === 'user') ? told : ['You have no budget of your own.', ...told]
}

/** What costs money is told as a share, and so is what others use as well. */
const describeBudget = ({ whose, used, limit, renewsAt }: BudgetState) => {
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
