import type { Clock } from '../lib/clock.ts'
import {
  ProviderError,
  type Failure,
  type FailureKind,
  type ModelEvent,
  type Prompt,
  type Usage,
} from './contract.ts'
import { estimateUsage } from './estimate.ts'
import { failureOf } from './failures.ts'
import type { Candidate } from './roster.ts'

/** Moments are the clock's monotonic ones. */
export type AttemptLimits = { wordsBy: number; idleMs: number; endBy: number }

export type Outcome = {
  /** Null: the answer is whole, and `finish` says how it ended. */
  failure: Failure | null
  finish: 'stop' | 'length'
  /** The model that answered. */
  model: string
  usage: Usage | null
  startedAt: number
  firstWordsAt: number | null
  endedAt: number
}

type Shown = { type: 'text'; text: string } | { type: 'restart' }

/**
 * One request, held to its limits: passes the words on as they come, after a `restart` when they replace others, and
 * returns what became of it. Throws only the signal's reason.
 */
export async function* runAttempt(
  { route, key, driver }: Candidate,
  prompt: Prompt,
  { limits, replaces, clock }: { limits: AttemptLimits; replaces: boolean; clock: Clock },
  signal: AbortSignal,
): AsyncGenerator<Shown, Outcome, undefined> {
  const startedAt = clock.monotonic()
  const ended = new AbortController()
  const fail = (kind: FailureKind, detail: string) =>
    new ProviderError({ kind, route, status: null, retryAfterMs: null, detail })
  let text = ''
  let firstWordsAt: number | null = null
  let usage: Usage | null = null
  let finish: Extract<ModelEvent, { type: 'finish' }> | null = null
  let failure: Failure | null = null

  const events = driver(prompt, route.model, key.value, AbortSignal.any([signal, ended.signal]))[
    Symbol.asyncIterator
  ]()
  // The limits hold while the provider is waited for, not while whoever reads the answer takes his time.
  const next = async () => {
    const now = clock.monotonic()
    const silentUntil = firstWordsAt === null ? limits.wordsBy : now + limits.idleMs
    const until = Math.min(silentUntil, limits.endBy)
    const late = () => {
      if (firstWordsAt === null) return fail('slow', `no words within ${Math.round(until - startedAt)} ms`)
      if (silentUntil > limits.endBy) return fail('interrupted', 'the answer took longer than answer_timeout')
      return fail('interrupted', `no more words for ${limits.idleMs} ms`)
    }
    using _ = clock.after(until - now, () => ended.abort(late()))
    return await events.next()
  }

  try {
    for (let step = await next(); !step.done; step = await next()) {
      const event = step.value
      if (event.type === 'usage') usage = event.usage
      if (event.type === 'finish') finish = event
      if (event.type !== 'text') continue
      const words = firstWordsAt === null ? event.text.trimStart() : event.text
      if (!words) continue
      if (firstWordsAt === null && replaces) yield { type: 'restart' }
      firstWordsAt ??= clock.monotonic()
      text += words
      yield { type: 'text', text: words }
    }
    if (!finish) throw fail('interrupted', 'the stream ended without a finish reason')
    if (firstWordsAt === null) throw fail('empty', 'finished without a word')
  } catch (error) {
    if (signal.aborted) throw signal.reason
    failure = failureOf(error, route, clock.now(), firstWordsAt !== null)
  } finally {
    await events.return?.()
  }
  return {
    failure,
    finish: finish?.reason ?? 'stop',
    model: finish?.model ?? route.model,
    usage: usage ?? (text ? estimateUsage(prompt, text) : null),
    startedAt,
    firstWordsAt,
    endedAt: clock.monotonic(),
  }
}
