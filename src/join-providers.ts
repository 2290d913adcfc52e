import { everyChoice } from './chat/personas/persona.ts'
import { selectLive } from './lib/live.ts'
import { createLimits } from './limits/limits.ts'
import { createModeration } from './moderation/moderation.ts'
import { reportProviders } from './providers/health.ts'
import { startShutdownWarnings } from './providers/models/shutdowns.ts'
import { startRouter } from './providers/router.ts'
import type { Configuration } from './config/configuration.ts'
import type { Clock } from './lib/clock.ts'
import type { HealthRegistry } from './telemetry/health.ts'
import type { Logger } from './telemetry/log.ts'
import type { Metrics } from './telemetry/metrics.ts'

type Options = Pick<Configuration, 'settings' | 'keysOf'> & {
  health: HealthRegistry
  clock: Clock
  log: Logger
  metrics: Metrics
}

/** Who answers, and what bounds it: all that is asked of providers. */
export const joinProviders = (
  stack: AsyncDisposableStack,
  { settings, keysOf, health, clock, log, metrics }: Options,
) => {
  const providers = selectLive(settings, ({ providers }) => providers)
  const models = selectLive(settings, ({ models }) => models)
  const keys = selectLive(settings, keysOf)
  const router = stack.use(
    startRouter({
      providers,
      models,
      routing: selectLive(settings, ({ routing }) => routing),
      limits: selectLive(settings, ({ rate_limiting }) => rate_limiting),
      keys,
      clock,
      log,
      metrics,
    }),
  )
  stack.use(reportProviders(health, router))
  stack.use(startShutdownWarnings({ providers, models, clock, log }))
  const limits = createLimits({
    settings,
    priceBound() {
      const { input, output } = router.priceBound(everyChoice(settings.current))
      return Math.max(input, output)
    },
    metrics,
  })
  const moderation = createModeration({
    settings: selectLive(settings, ({ moderation }) => moderation),
    key: () => keys.current.get('openai')?.[0]?.value ?? null,
    baseUrl: () => providers.current.openai.base_url ?? null,
    clock,
    log,
    metrics,
  })
  return { router, limits, moderation }
}
