import type { HealthRegistry, PartHealth } from '../telemetry/health.ts'
import type { KeyHealth, ProviderHealth, Router } from './contract.ts'
import type { KnownRoute, Roster } from './routes/roster.ts'

/** Providers never gate readiness: a pod without one still has something to say. */
export const reportProviders = (health: HealthRegistry, router: Pick<Router, 'health'>): Disposable =>
  health.register('providers', { gates: false, check: () => summary(router.health()) })

const summary = (providers: readonly ProviderHealth[]): PartHealth => {
  const details = Object.fromEntries(providers.map(({ provider, ...of }) => [provider, of]))
  if (!providers.some(({ usable }) => usable))
    return { status: 'down', reason: 'no provider can be used: set a key such as GROQ_API_KEY', details }
  const failing = providers.find(({ usable, reason }) => usable && reason !== null)
  return failing
    ? { status: 'degraded', reason: `${failing.provider}: ${failing.reason}`, details }
    : { status: 'up', details }
}

/** How all providers are, those that can't be used included. */
export const describeProviders = (roster: Pick<Roster, 'survey' | 'routes' | 'all'>): ProviderHealth[] => {
  const listed = new Set(roster.routes())
  const routes = roster.all().filter((known) => listed.has(known) || isInUse(known))
  return roster.survey().map(({ provider, ...surveyed }) => {
    const theirs = routes.filter(({ route }) => route.provider === provider)
    const keys = theirs[0]?.keys.health() ?? []
    return {
      provider,
      usable: surveyed.usable,
      reason: surveyed.usable ? complaintOf(theirs, keys) : surveyed.reason,
      dataUse: surveyed.dataUse,
      keys,
      routes: theirs.map(({ route, circuit, recent }) => ({
        model: route.model,
        circuit: circuit.state,
        ...recent.read(),
      })),
    }
  })
}

const isInUse = ({ recent, circuit, resting }: KnownRoute) =>
  recent.read().requests > 0 || circuit.state !== 'closed' || resting.isActive

const complaintOf = (routes: readonly KnownRoute[], keys: readonly KeyHealth[]): string | null => {
  const cooling = keys.filter(({ state }) => state === 'cooling')
  const complaints = [
    ...(keys.every(({ state }) => state !== 'ready') ? cooling : []).map(
      ({ name, reason, untilMs }) => `${name} cools for ${seconds(untilMs)}: ${reason}`,
    ),
    ...keys
      .filter(({ state }) => state === 'disabled')
      .map(({ name, reason, untilMs }) => `${name} is left alone for ${seconds(untilMs)}: ${reason}`),
    ...routes.flatMap(({ route, circuit }) => {
      if (circuit.state === 'closed' || !circuit.because) return []
      return `${route.model} is passed over: ${circuit.because.kind}, ${circuit.because.detail}`
    }),
    ...routes.flatMap(({ route, resting }) =>
      resting.isActive && resting.because
        ? `${route.model} rests: ${resting.because.kind}, ${resting.because.detail}`
        : [],
    ),
  ]
  return complaints.length > 0 ? complaints.join('; ') : null
}

const seconds = (ms: number) => `${Math.ceil(ms / 1000)} s`
