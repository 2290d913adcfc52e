import type * as settings from '../src/config/settings.ts'
import type * as clock from '../src/lib/clock.ts'
import type * as live from '../src/lib/live.ts'
import type { Router } from '../src/providers/contract.ts'
import type * as router from '../src/providers/router.ts'
import type * as log from '../src/telemetry/log.ts'
import type * as metrics from '../src/telemetry/metrics.ts'

/** As they stand in parley.yaml. */
export type RouterSettings = {
  providers: object
  rate_limiting?: object
  routing?: object
  models?: object
}

/** Parley's router as servers run it: compiled, with everything it needs and nothing else of the bot. */
export const startBenchRouter = (given: RouterSettings): Router & AsyncDisposable => {
  const { providers, models, routing, rate_limiting } = settingsSchema.parse(given)
  return startRouter({
    providers: createLive(providers),
    models: createLive(models),
    routing: createLive(routing),
    limits: createLive(rate_limiting),
    // Those with an address of their own need none.
    keys: createLive(new Map()),
    clock: systemClock,
    log: createLog('silent'),
    metrics: createMetrics({ processMetrics: false }),
  })
}

const compiled = (path: string) => import(new URL(`../dist/${path}.js`, import.meta.url).href)

const { settingsSchema }: typeof settings = await compiled('config/settings')
const { systemClock }: typeof clock = await compiled('lib/clock')
const { createLive }: typeof live = await compiled('lib/live')
const { startRouter }: typeof router = await compiled('providers/router')
const { createLog }: typeof log = await compiled('telemetry/log')
const { createMetrics }: typeof metrics = await compiled('telemetry/metrics')
