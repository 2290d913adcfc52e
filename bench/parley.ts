import type { Router } from '../src/providers/contract.ts'

/** As they stand in parley.yaml. */
export type RouterSettings = {
  providers: object
  rate_limiting?: object
  routing?: object
  models?: object
}

/** Parley's router as servers run it: compiled, with everything it needs and nothing else of the bot. */
export const startBenchRouter = (settings: RouterSettings): Router & AsyncDisposable => {
  const { providers, models, routing, rate_limiting } = settingsSchema.parse(settings)
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

const { settingsSchema }: typeof import('../src/config/settings.ts') = await compiled('config/settings')
const { systemClock }: typeof import('../src/lib/clock.ts') = await compiled('lib/clock')
const { createLive }: typeof import('../src/lib/live.ts') = await compiled('lib/live')
const { startRouter }: typeof import('../src/providers/router.ts') = await compiled('providers/router')
const { createLog }: typeof import('../src/telemetry/log.ts') = await compiled('telemetry/log')
const { createMetrics }: typeof import('../src/telemetry/metrics.ts') = await compiled('telemetry/metrics')
