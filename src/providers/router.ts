import type { RateLimitingSettings } from '../config/settings.ts'
import type { Live } from '../lib/live.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { runAttempt } from './attempt.ts'
import type { AnswerEvent, Ask, Failure, FailureKind, Router } from './contract.ts'
import { createProviderMetrics } from './metrics.ts'
import { createRoster, type RosterOptions } from './roster.ts'

export type RouterOptions = RosterOptions & { limits: Live<RateLimitingSettings>; metrics: Metrics }

/** How long a provider may take for its first words at the most, while there is another one to ask. */
const patienceMs = 10_000

/** Asks the providers in the operator's order until one gives a whole answer. Does no I/O before it is asked. */
export const createRouter = ({ limits, metrics, ...options }: RouterOptions): Router => {
  const { clock, log } = options
  const roster = createRoster(options)
  const measures = createProviderMetrics(metrics)
  /** What failed last at a provider, until it answers again. */
  const lately = new Map<string, Failure>()

  async function* answer({ prompt }: Ask, signal: AbortSignal): AsyncGenerator<AnswerEvent, void, undefined> {
    signal.throwIfAborted()
    const candidates = roster.candidates()
    const { request_timeout, idle_timeout, answer_timeout } = limits.current
    const started = clock.monotonic()
    const endBy = started + answer_timeout * 1000
    let wordsBy = started + request_timeout * 1000
    let shown = false
    const failures: Failure[] = []
    const done = new Set<string>()

    for (const [index, candidate] of candidates.entries()) {
      const { route, key } = candidate
      const now = clock.monotonic()
      if (done.has(route.provider)) continue
      if (now >= Math.min(wordsBy, endBy)) break
      const left = new Set(candidates.slice(index).map((one) => one.route.provider)).difference(done).size
      const within = {
        wordsBy: left === 1 ? wordsBy : now + Math.min(patienceMs, (wordsBy - now) / left),
        idleMs: idle_timeout * 1000,
        endBy,
      }
      const outcome = yield* runAttempt(candidate, prompt, { limits: within, replaces: shown, clock }, signal)
      const { failure, usage, finish } = outcome
      measures.attempted(route, outcome)
      yield { type: 'attempt', attempt: { route, answeredBy: outcome.model, failure, usage, cost: null } }

      if (!failure) {
        lately.delete(route.provider)
        yield { type: 'end', finish, route }
        return
      }
      failures.push(failure)
      lately.set(route.provider, failure)
      const { kind, status, detail, retryAfterMs } = failure
      log.warn({ ...route, key: key.name, kind, status, detail, retryAfterMs }, 'A provider did not answer.')
      if (after[kind] === 'give up') break
      if (after[kind] === 'next provider') done.add(route.provider)
      if (outcome.firstWordsAt === null) continue
      // What was shown will be replaced: from here on, the person waits for first words once more.
      shown = true
      wordsBy = clock.monotonic() + request_timeout * 1000
    }
    yield { type: 'failed', failure: mostTelling(failures), retryAfterMs: soonest(failures) }
  }

  return {
    answer,
    health: () =>
      roster.survey().map((surveyed) => {
        const { provider, usable } = surveyed
        const failure = lately.get(provider)
        const failed = failure ? `its last request failed: ${failure.kind}, ${failure.detail}` : null
        return { provider, usable, reason: surveyed.usable ? failed : surveyed.reason, keys: [], routes: [] }
      }),
  }
}

const after: Record<FailureKind, 'next key' | 'next provider' | 'give up'> = {
  key_rejected: 'next key',
  quota_exhausted: 'next key',
  rate_limited: 'next key',
  model_missing: 'next provider',
  unavailable: 'next provider',
  slow: 'next provider',
  interrupted: 'next provider',
  empty: 'next provider',
  // Another provider would say the same, and the person should hear it.
  context_too_long: 'give up',
  content_refused: 'give up',
  bad_request: 'give up',
  no_provider: 'give up',
  cancelled: 'give up',
}

/** When all have failed: what says most about when it is worth asking again, or what to change. */
const bySignificance: readonly FailureKind[] = [
  'content_refused',
  'context_too_long',
  'bad_request',
  'rate_limited',
  'slow',
  'interrupted',
  'unavailable',
  'empty',
  'quota_exhausted',
  'model_missing',
  'key_rejected',
]

const mostTelling = (failures: readonly Failure[]): Failure =>
  failures.toSorted((a, b) => bySignificance.indexOf(a.kind) - bySignificance.indexOf(b.kind))[0] ??
  noProvider

const soonest = (failures: readonly Failure[]) => {
  const waits = failures.flatMap(({ retryAfterMs }) => retryAfterMs ?? [])
  return waits.length > 0 ? Math.min(...waits) : null
}

const noProvider: Failure = {
  kind: 'no_provider',
  route: null,
  status: null,
  retryAfterMs: null,
  detail: 'no provider is switched on and has a key',
}
