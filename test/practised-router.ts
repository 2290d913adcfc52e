import type { NamedKey } from '../src/config/secrets.ts'
import { providersSection } from '../src/config/sections/providers.ts'
import type { ProvidersSettings } from '../src/config/settings.ts'
import { rateLimitingSection } from '../src/config/sections/rate-limiting.ts'
import { routingSection } from '../src/config/sections/routing.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createLive, type LiveSource } from '../src/lib/live.ts'
import type { AnswerEvent, Choice, Prompt, Router } from '../src/providers/contract.ts'
import { startRouter } from '../src/providers/router.ts'
import type { ProviderName } from '../src/sandbox/practice/question.ts'
import { startPracticeProvider, type RunningPracticeProvider } from '../src/sandbox/practice/server.ts'
import { createLog } from '../src/telemetry/log.ts'
import { createMetrics, type Metrics } from '../src/telemetry/metrics.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'

export type PractisedOptions = {
  priority: readonly ProviderName[]
  /** By provider, over its address. */
  providers?: Record<string, object>
  limits?: object
  routing?: object
  models?: Record<string, Record<string, object>>
  /** How many keys each provider has. */
  keys?: number
}

/** What came of one question. */
export type Asked = {
  events: readonly AnswerEvent[]
  /** What stands there in the end, and how often what stood there was taken back. */
  shown: string
  restarts: number
  last: AnswerEvent | undefined
}

/** A router on a fake clock, over real HTTP and the real SDKs to a practice provider on the system's. */
export type Practised = AsyncDisposable & {
  readonly router: Router
  readonly practice: RunningPracticeProvider
  readonly clock: FakeClock
  readonly providers: LiveSource<ProvidersSettings>
  readonly keys: LiveSource<ReadonlyMap<string, readonly NamedKey[]>>
  readonly lines: readonly string[]
  readonly metrics: Metrics
  /** Asks, sleeps over the router's pauses, and lets `meanwhile` happen beside it. */
  ask(prompt: Prompt, how?: { choices?: Choice[]; meanwhile?: () => Promise<unknown> }): Promise<Asked>
}

export const startPractised = async (options: PractisedOptions): Promise<Practised> => {
  const { priority, keys: count = 2, providers = {}, models = {} } = options
  await using stack = new AsyncDisposableStack()
  const clock = createFakeClock()
  const pace = { first_token_ms: 0, chunk_ms: 0 }
  const practice = stack.use(await startPracticeProvider({ port: 0, clock: systemClock, pace }))
  const settings = Object.entries(practice.baseUrls).map(([name, base_url]) => [
    name,
    { base_url, ...providers[name] },
  ])
  const lines: string[] = []
  const metrics = createMetrics({ processMetrics: false })
  const keys = createLive<ReadonlyMap<string, readonly NamedKey[]>>(
    new Map(priority.map((name) => [name, keysOf(name, count)])),
  )
  const live = createLive(providersSection.parse({ priority, ...Object.fromEntries(settings) }))
  const router = stack.use(
    startRouter({
      providers: live,
      models: createLive(models),
      keys,
      limits: createLive(rateLimitingSection.parse(options.limits ?? {})),
      routing: createLive(routingSection.parse(options.routing ?? {})),
      clock,
      random: () => 0.5,
      log: createLog('info', (line) => lines.push(line)),
      metrics,
    }),
  )
  const owned = stack.move()
  return {
    router,
    practice,
    clock,
    providers: live,
    keys,
    lines,
    metrics,
    async ask(prompt, { choices = [], meanwhile } = {}) {
      const answer = Array.fromAsync(
        router.answer({ turn: '1', prompt, choices }, new AbortController().signal),
      )
      const waking = setInterval(() => void clock.wake(), 1)
      try {
        const [events] = await Promise.all([answer, meanwhile?.()])
        return outcomeOf(events)
      } finally {
        clearInterval(waking)
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** GROQ_API_KEY_1 with a value that ends so, and so on. */
const keysOf = (name: ProviderName, count: number): NamedKey[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `${name.toUpperCase()}_API_KEY_${index + 1}`,
    value: `secret-of-${name}-${index + 1}`,
  }))

const outcomeOf = (events: readonly AnswerEvent[]): Asked => {
  const restarts = events.flatMap(({ type }, at) => (type === 'restart' ? at : []))
  const shown = events.slice(restarts.at(-1) ?? 0).map((event) => (event.type === 'text' ? event.text : ''))
  return { events, shown: shown.join(''), restarts: restarts.length, last: events.at(-1) }
}
