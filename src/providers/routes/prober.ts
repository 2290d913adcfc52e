import type { RateLimitingSettings, RoutingSettings } from '../../config/settings.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Live } from '../../lib/live.ts'
import type { Circuit } from './circuit.ts'
import { estimatePrompt } from '../answer/estimate.ts'
import { probePrompt } from '../answer/probe-prompt.ts'
import type { KnownRoute } from './roster.ts'
import { sendRequest } from '../answer/send-request.ts'
import type { ProviderMetrics } from '../metrics.ts'

type Options = {
  routes: () => readonly KnownRoute[]
  /** With those that were chosen beyond the operator's order. */
  all: () => readonly KnownRoute[]
  limits: Live<RateLimitingSettings>
  routing: Live<RoutingSettings>
  metrics: ProviderMetrics
  clock: Clock
}

/** Asks routes that are down for a word, so that no person's question has to. */
export type Prober = AsyncDisposable & {
  /** Somebody asks, and misses what is down. True: that was being looked after already. */
  wanted(): boolean
  /** A route's circuit has opened. */
  watch(circuit: Circuit): void
}

/** Nobody has asked for so long: the next question may try it, and requests that nobody needs are saved. */
const unmissedMs = 600_000
const againMs = 15_000

export const createProber = ({ routes, all, limits, routing, metrics, clock }: Options): Prober => {
  const ended = new AbortController()
  const timers = new Map<Circuit, Disposable>()
  const underWay = new Set<Promise<void>>()
  let wantedAt = -Infinity
  const isActive = () => routing.current.recovery_probes && clock.monotonic() - wantedAt < unmissedMs

  const watch = (circuit: Circuit) => {
    timers.get(circuit)?.[Symbol.dispose]()
    timers.delete(circuit)
    if (ended.signal.aborted) return
    const ms = Math.max(0, circuit.readyAt - clock.monotonic())
    timers.set(
      circuit,
      clock.after(ms > 0 ? ms : againMs, () => track(probe(circuit))),
    )
  }

  const track = (probing: Promise<void>) => {
    underWay.add(probing)
    void probing.finally(() => underWay.delete(probing))
  }

  const probe = async (circuit: Circuit) => {
    timers.delete(circuit)
    const known = all().find((one) => one.circuit === circuit)
    if (!known || circuit.state === 'closed') return
    // Timers may come a little early, and somebody else may be trying it.
    if (circuit.readyAt > clock.monotonic()) return watch(circuit)
    // Where there is no other route, a person had rather try it than be sent away.
    if (isActive() && all().length > 1) await ask(known)
    // One that fails opens the circuit, which is watched from then on.
    if (!timers.has(circuit)) watch(circuit)
  }

  const ask = async (known: KnownRoute) => {
    const { keys, circuit, route, resting } = known
    const now = clock.monotonic()
    const pass = resting.until > now ? null : circuit.pass()
    if (!pass) return
    const lease = keys.take(route.model, estimatePrompt(probePrompt))
    if (!lease) return pass.settle({ is: 'neutral' })
    const { first_token_timeout, request_timeout, idle_timeout, answer_timeout } = limits.current
    // The last one in the order may take as long for a person, too: given less, a slow one would never come back.
    const isLast = routes().at(-1) === known
    const wordsBy = now + request_timeout * 1000
    const request = sendRequest(
      {
        known,
        pass,
        lease,
        prompt: probePrompt,
        limits: {
          tokenBy: isLast ? wordsBy : Math.min(wordsBy, now + first_token_timeout * 1000),
          wordsBy,
          idleMs: idle_timeout * 1000,
          endBy: now + answer_timeout * 1000,
          isFair: true,
        },
        replaces: false,
      },
      { metrics, clock },
      ended.signal,
    )
    // Nobody reads what it says.
    for await (const _ of request);
  }

  return {
    wanted() {
      const wasActive = isActive()
      wantedAt = clock.monotonic()
      return wasActive
    },
    watch,
    async [Symbol.asyncDispose]() {
      ended.abort(new Error('the router is being stopped'))
      for (const timer of timers.values()) timer[Symbol.dispose]()
      await Promise.all(underWay)
    },
  }
}
