import type { Scope } from '../../limits/contract.ts'
import type { StandingOf } from './ask-question.ts'
import type { Caller, Command } from './contract.ts'
import { slashCommand } from './define.ts'
import { amount, bars, timestamp } from './list.ts'
import { AUTO } from './setprovider.ts'

/** What a person has used, as far back as that is kept. */
export type PersonUsage = {
  /** Those that were answered. */
  messages: number
  /** Of prompts and answers together. */
  tokens: number
  providers: readonly { provider: string; answers: number }[]
}

/** What may be used until it starts anew, and what is; null: not bounded. */
export type Budget = {
  whose: Scope
  tokens: { used: number; limit: number } | null
  cost: { used: number; limit: number } | null
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
        ...bars(usage.providers.map(({ provider, answers }) => ({ name: provider, count: answers }))),
        person.provider === null
          ? `Your provider: ${AUTO}, so I choose. /setprovider changes that.`
          : `Your provider: **${person.provider}**.`,
        ...describeBudgets(budgets),
      ]
      await respond.privately({ text: lines.join('\n') })
    },
  })

const describeUsage = ({ messages, tokens }: PersonUsage) =>
  messages === 0
    ? "In the last 90 days I haven't answered you yet."
    : `In the last 90 days I answered ${amount(messages, 'message', 'messages')} of yours, which took ${amount(tokens, 'token', 'tokens')}.`

const describeBudgets = (budgets: readonly Budget[]): string[] => {
  const bounded = budgets.filter(({ tokens, cost }) => tokens !== null || cost !== null)
  if (!bounded.some(({ whose }) => whose === 'user'))
    return ['You have no budget of your own.', ...bounded.map(describeBudget)]
  return bounded.map(describeBudget)
}

/** What costs money is told as a share, and so is what others use as well. */
const describeBudget = ({ whose, tokens, cost, renewsAt }: Budget) => {
  const left = Math.min(...[tokens, cost].map((of) => (of === null ? 1 : leftOf(of))))
  const exactly =
    whose === 'user' && tokens !== null
      ? `: ${amount(Math.max(0, tokens.limit - tokens.used), 'token', 'tokens')}`
      : ''
  return `Of ${owners[whose]}, ${percent(left)} is left${exactly}. It starts anew ${timestamp(renewsAt, 'R')}.`
}

const leftOf = ({ used, limit }: { used: number; limit: number }) => Math.max(0, 1 - used / limit)

/** Little isn't nothing. */
const percent = (share: number) => `${share === 0 ? 0 : Math.max(1, Math.floor(share * 100))}%`

const owners = {
  user: 'what you may ask me in a day',
  guild: 'what this server may ask me in a day',
  bot: 'what everybody may ask me in a day',
}
