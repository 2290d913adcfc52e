import type { RateLimitingSettings, RoutingSettings } from '../config/settings.ts'
import type { Live } from '../lib/live.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { createBell } from './answer/bell.ts'
import type { AnswerEvent, Ask, CircuitState, Router } from './contract.ts'
import { createProviderMetrics } from './metrics.ts'
import { createAllowance } from './answer/allowance.ts'
import { createPlan } from './answer/plan.ts'
import { createProber } from './routes/prober.ts'
import { createRoster, type KnownRoute, type RosterOptions } from './routes/roster.ts'
import { describeProviders } from './health.ts'
import { inOrder } from './routes/in-order.ts'
import { priceBoundOf } from './price-bound.ts'
import { sendRequest } from './answer/send-request.ts'

export type RouterOptions = RosterOptions & {
  limits: Live<RateLimitingSettings>
  routing: Live<RoutingSettings>
  metrics: Metrics
  random?: () => number
}

/**
 * Asks one route after the other until one gives a whole answer. Disposing it ends the requests by which it finds out
 * whether routes that are down work again; answers are their askers' to end.
 */
export const startRouter = (options: RouterOptions): Router & AsyncDisposable => {
  const { limits, routing, clock, log, random = Math.random } = options
  const health = () => describeProviders(roster)
  const metrics = createProviderMetrics(options.metrics, health)
  const bell = createBell()

  const report = ({ route, circuit }: KnownRoute, state: CircuitState, before: CircuitState) => {
    metrics.circuitChanged(route, state)
    const because = circuit.because && { kind: circuit.because.kind, detail: circuit.because.detail }
    switch (state) {
      case 'open':
        // That it is still down isn't news.
        log[before === 'closed' ? 'warn' : 'debug'](
          { ...route, ...because },
          'A model fails too often, and is passed over for now.',
        )
        prober.watch(circuit)
        break
      case 'half_open':
        log.debug(route, 'A model that failed is tried.')
        break
      case 'closed':
        log.info(route, 'A model that failed answers again.')
        break
    }
    bell.ring()
  }
  const roster = createRoster({ ...options, report })
  const { routes, all } = roster
  const prober = createProber({ routes, all, limits, routing, metrics, clock })

  const wait = async (ms: number, signal: AbortSignal) => {
    const woken = new AbortController()
    using _ = bell.listen(() => woken.abort())
    await clock.sleep(ms, AbortSignal.any([signal, woken.signal])).catch(() => {})
    signal.throwIfAborted()
  }

  async function* answer(
    { turn, prompt, choices }: Ask,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    signal.throwIfAborted()
    const sparesProbes = prober.wanted()
    const plan = createPlan({
      routes: inOrder(roster, choices),
      prompt,
      limits: limits.current,
      routing: routing.current,
      sparesProbes,
      clock,
      random,
    })
    const allowance = createAllowance(prompt)
    for (;;) {
      const step = allowance.exhaustedBy ?? plan.next()
      if (step.is === 'wait') {
        await wait(step.ms, signal)
        continue
      }
      if (step.is === 'fail') {
        yield { type: 'failed', failure: step.failure, retryAfterMs: step.retryAfterMs }
        return
      }
      const { sending } = step
      const { route } = sending.known
      const sent = yield* sendRequest(allowance.bound(sending), { metrics, clock }, signal)
      const { failure, usage, cost, model: answeredBy, finish } = sent
      yield { type: 'attempt', attempt: { route, answeredBy, failure, usage, cost } }
      if (failure?.kind === 'cancelled') throw signal.reason
      if (!failure) {
        yield { type: 'end', finish, route }
        return
      }
      const { kind, status, detail, retryAfterMs } = failure
      log.warn(
        { turn, ...route, key: sending.lease.key.name, kind, status, detail, retryAfterMs },
        'A provider did not answer.',
      )
      plan.learn(sending, sent)
      allowance.learn(failure, usage)
    }
  }

  return {
    answer,
    health,
    priceBound: (choices = []) => priceBoundOf(inOrder(roster, choices)),
    async [Symbol.asyncDispose]() {
      await prober[Symbol.asyncDispose]()
      roster[Symbol.dispose]()
    },
  }
}
