import type { Clock } from '../../lib/clock.ts'
import { runAttempt, type AttemptLimits, type Sent, type Shown } from './attempt.ts'
import type { Pass, Verdict } from '../routes/circuit.ts'
import { consequences } from '../failures/consequences.ts'
import type { Failure, Prompt } from '../contract.ts'
import type { Lease } from '../keys/key-pool.ts'
import type { ProviderMetrics } from '../metrics.ts'
import type { KnownRoute } from '../routes/roster.ts'

export type Sending = {
  known: KnownRoute
  pass: Pass
  lease: Lease
  prompt: Prompt
  limits: AttemptLimits
  replaces: boolean
}

/** Sends one request, and lets everybody know what became of it: the key, the breaker, the metrics. Never throws. */
export async function* sendRequest(
  { known, pass, lease, prompt, limits, replaces }: Sending,
  { metrics, clock }: { metrics: ProviderMetrics; clock: Clock },
  signal: AbortSignal,
): AsyncGenerator<Shown, Sent, undefined> {
  const { route, driver, recent, resting } = known
  let sent: Sent | null = null
  try {
    const spoke = () => {
      lease.spoke()
      pass.spoke()
    }
    const request = { route, driver, prompt, key: lease.key.value, told: lease.told, spoke }
    const outcome = yield* runAttempt(request, { limits, replaces, clock }, signal)
    sent = { ...outcome, cost: known.costOf(outcome.model, outcome.usage) }
    return sent
  } finally {
    // Whoever reads may leave in the middle, which says nothing about anybody.
    const failure = sent ? sent.failure : left
    lease.settle(failure)
    pass.settle(verdictOn(failure, limits.isFair))
    if (sent) {
      const { startedAt, firstWordsAt } = sent
      if (!failure) resting.succeeded(startedAt)
      if (!failure || consequences[failure.kind].about !== 'nothing')
        recent.add(failure?.kind ?? null, firstWordsAt === null ? null : firstWordsAt - startedAt)
      metrics.attempted(route, sent)
    }
  }
}

const verdictOn = (failure: Failure | null, isFair: boolean): Verdict => {
  if (!failure) return { is: 'success' }
  const weight = failure.kind === 'slow' && !isFair ? 0 : consequences[failure.kind].weight
  return weight > 0 ? { is: 'failure', failure, weight } : { is: 'neutral' }
}

const left: Failure = {
  kind: 'cancelled',
  route: null,
  status: null,
  retryAfterMs: null,
  detail: 'not read to its end',
}
