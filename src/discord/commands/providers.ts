import type { ProviderHealth, RouteHealth } from '../../providers/contract.ts'
import type { Command } from './contract.ts'
import { slashCommand } from './define.ts'

/** `/providers`: how each of them is, in plain words. */
export const createProviders = (health: () => readonly ProviderHealth[]): Command =>
  slashCommand('providers', {
    run: (_, respond) => respond.privately({ text: describe(health()) }),
  })

const describe = (providers: readonly ProviderHealth[]): string => {
  const usable = providers.filter((provider) => provider.usable)
  if (usable.length === 0)
    return 'I have no AI provider yet: whoever runs me needs to set a key such as GROQ_API_KEY.'
  const lines = usable.flatMap(({ provider, routes, keys }) =>
    routes.map((route) => `- **${provider}** (${route.model}): ${stateOf(route, keys)}`),
  )
  return ['Who can answer, in the order in which I ask:', ...lines].join('\n')
}

/** From here on, a person notices the wait for the first words. */
const SLOW_MS = 5000

const stateOf = (route: RouteHealth, keys: ProviderHealth['keys']): string => {
  const resting = keys.every(({ state }) => state !== 'ready')
  if (resting && keys.length > 0)
    return `resting for ${wait(Math.min(...keys.map(({ untilMs }) => untilMs)))}`
  if (route.circuit !== 'closed') return 'out of order; I look after it'
  const slow = route.firstTokenP50Ms !== null && route.firstTokenP50Ms > SLOW_MS
  return slow ? `slow: ${Math.round(route.firstTokenP50Ms! / 1000)} s to the first words` : 'up'
}

const wait = (ms: number) => {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}
