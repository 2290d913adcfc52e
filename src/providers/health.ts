import type { HealthRegistry, PartHealth } from '../telemetry/health.ts'
import type { Router } from './contract.ts'

/** Providers never gate readiness: a pod without one still has something to say. */
export const reportProviders = (health: HealthRegistry, router: Router): Disposable =>
  health.register('providers', { gates: false, check: () => summary(router.health()) })

const summary = (providers: ReturnType<Router['health']>): PartHealth => {
  const details = Object.fromEntries(providers.map(({ provider, ...of }) => [provider, of]))
  if (!providers.some(({ usable }) => usable))
    return { status: 'down', reason: 'no provider can be used: set a key such as GROQ_API_KEY', details }
  const failing = providers.find(({ usable, reason }) => usable && reason !== null)
  return failing
    ? { status: 'degraded', reason: `${failing.provider}: ${failing.reason}`, details }
    : { status: 'up', details }
}
