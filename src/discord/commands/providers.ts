import type { ProviderHealth, RouteHealth } from '../../providers/contract.ts'
import type { Command } from './contract.ts'
import { slashCommand } from './define.ts'
import { listed, timestamp } from './list.ts'
import type { StandingOf } from './standing.ts'

export type ShowingProviders = {
  health: () => readonly ProviderHealth[]
  standingOf: StandingOf
}

/** `/providers`: how each of them is, in plain words, and what it does with what people write. */
export const createProviders = ({ health, standingOf }: ShowingProviders): Command =>
  slashCommand('providers', {
    async run(caller, respond) {
      const { person } = await standingOf(caller)
      await respond.privately({ text: describe(health(), person.provider, caller.at) })
    },
  })

const describe = (providers: readonly ProviderHealth[], yours: string | null, now: number): string => {
  const usable = providers.filter((provider) => provider.usable)
  if (usable.length === 0)
    return 'I have no AI provider yet: whoever runs me needs to set a key such as GROQ_API_KEY.'
  const off = providers.filter((provider) => !provider.usable)
  return listed({
    head: 'Who can answer, in the order in which I ask:',
    items: [
      ...usable.map((provider) => describeUsable(provider, yours, now)),
      ...off.map(({ provider }) => `- **${provider}**: off${markOf(provider, yours)}`),
    ],
    tail: adviceFor(providers, yours),
  })
}

const describeUsable = (
  { provider, routes, keys, dataUse }: ProviderHealth,
  yours: string | null,
  now: number,
) => {
  const [first = '', ...more] = routes.map(
    (route) => `- **${provider}** (${route.model}): ${stateOf(route, keys, now)}`,
  )
  return [first + markOf(provider, yours), ...more, `  ${dataUse ?? UNSAID}`].join('\n')
}

/** Nobody should take silence for a promise. */
const UNSAID = 'Nobody has said what it does with what you write.'

const markOf = (provider: string, yours: string | null) => (provider === yours ? ' ← **yours**' : '')

const adviceFor = (providers: readonly ProviderHealth[], yours: string | null) => {
  if (yours === null) return 'You have chosen none of them: /setprovider does.'
  const chosen = providers.find(({ provider }) => provider === yours)
  if (chosen?.usable) return 'I ask yours first.'
  return `You chose ${yours}, which ${chosen ? 'is off' : "isn't there any more"}: until you choose another one with /setprovider, I ask in this order.`
}

/** From here on, a person notices the wait for the first words. */
const SLOW_MS = 5000

const stateOf = (route: RouteHealth, keys: ProviderHealth['keys'], now: number): string => {
  const resting = keys.every(({ state }) => state !== 'ready')
  if (resting && keys.length > 0) {
    const until = now + Math.min(...keys.map(({ untilMs }) => untilMs))
    return `resting until ${timestamp(until, 't')} (${timestamp(until, 'R')})`
  }
  if (route.circuit !== 'closed') return 'out of order; I look after it'
  const slow = route.firstTokenP50Ms !== null && route.firstTokenP50Ms > SLOW_MS
  return slow ? `slow: ${Math.round(route.firstTokenP50Ms! / 1000)} s to the first words` : 'up'
}
