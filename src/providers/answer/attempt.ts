import type { Clock } from '../../lib/clock.ts'
import {
  ProviderError,
  type Failure,
  type FailureKind,
  type ModelEvent,
  type Driver,
  type Prompt,
  type Quota,
  type Route,
  type Usage,
} from '../contract.ts'
import { failureOf } from '../failures/failures.ts'
import { estimateUsage } from './estimate.ts'
import { createWatchdog } from './watchdog.ts'

/** Moments are the clock's monotonic ones. */
export type AttemptLimits = {
  /** For a sign of life, be it a thought. */
  tokenBy: number
  wordsBy: number
  idleMs: number
  endBy: number
  /** Whether it is long enough for a silence to say something about the route. */
  isFair: boolean
}

export type Outcome = {
  /** Null: the answer is whole, and `finish` says how it ended. */
  failure: Failure | null
  finish: 'stop' | 'length'
  /** The model that answered; null: nobody said. */
  model: string | null
  usage: Usage | null
  startedAt: number
  firstWordsAt: number | null
  endedAt: number
}

/** `cost`: in US dollars; null where nothing was billed or nobody knows the price. */
export type Sent = Outcome & { cost: number | null }

export type Shown = { type: 'text'; text: string } | { type: 'restart' }

type Request = {
  route: Route
  key: string
  driver: Driver
  prompt: Prompt
  told: (quota: Quota) => void
  /** First words have come. */
  spoke: () => void
}

/**
 * One request, held to its limits: passes the words on as they come, after a `restart` when they replace others, and
 * returns what became of it, be it that the signal was aborted. Never throws.
 */
export async function* runAttempt(
  { route, key, driver, prompt, told, spoke }: Request,
  { limits, replaces, clock }: { limits: AttemptLimits; replaces: boolean; clock: Clock },
  signal: AbortSignal,
): AsyncGenerator<Shown, Outcome, undefined> {
  const startedAt = clock.monotonic()
  const ended = new AbortController()
  let isAccepted = false
  let isAlive = false
  let shown = replaces
  let text = ''
  /** In bytes, thoughts and what was taken back included: they are billed as well. */
  let written = 0
  let firstWordsAt: number | null = null
  let usage: Usage | null = null
  let finish: Extract<ModelEvent, { type: 'finish' }> | null = null
  let failure: Failure | null = null
  const fail = (kind: FailureKind, detail: string) =>
    new ProviderError({ kind, route, status: null, retryAfterMs: null, detail })

  const events = driver(prompt, route.model, key, AbortSignal.any([signal, ended.signal]))[
    Symbol.asyncIterator
  ]()
  const { tokenBy, wordsBy, idleMs, endBy } = limits
  const waitUntil = (now: number) => {
    if (firstWordsAt !== null) return Math.min(endBy, now + idleMs)
    return Math.min(endBy, isAlive ? Math.min(wordsBy, now + idleMs) : tokenBy)
  }
  const late = () => {
    const now = clock.monotonic()
    if (firstWordsAt === null) return fail('slow', `no words within ${Math.round(now - startedAt)} ms`)
    if (now >= endBy) return fail('overtime', 'the answer took longer than answer_timeout')
    return fail('interrupted', `nothing more for ${idleMs} ms`)
  }
  using watchdog = createWatchdog(clock, () => ended.abort(late()))
  // The limits hold while the provider is waited for, not while whoever reads the answer takes his time.
  const next = async () => {
    watchdog.await(waitUntil(clock.monotonic()))
    const step = await events.next()
    watchdog.rest()
    return step
  }

  // What is told before all is written may not count that yet; and whoever hangs up pays for what was begun.
  const billed = () => {
    if (written > 0) return usage?.outputTokens ? usage : estimateUsage(prompt, written)
    const hungUp = signal.aborted || ended.signal.aborted
    return usage ?? (isAccepted && hungUp ? estimateUsage(prompt, 0) : null)
  }

  try {
    for (let step = await next(); !step.done; step = await next()) {
      const event = step.value
      switch (event.type) {
        case 'thought':
          isAlive = true
          written += event.bytes
          break
        case 'text': {
          written += Buffer.byteLength(event.text)
          const words = text ? event.text : event.text.trimStart()
          if (!words) break
          if (!text && shown) yield { type: 'restart' }
          if (firstWordsAt === null) spoke()
          firstWordsAt ??= clock.monotonic()
          shown = true
          text += words
          yield { type: 'text', text: words }
          break
        }
        case 'retract':
          text = ''
          break
        case 'usage':
          usage = event.usage
          break
        case 'accepted':
          isAccepted = true
          if (event.quota) told(event.quota)
          break
        case 'finish':
          finish = event
          break
      }
    }
    if (!finish) throw fail('interrupted', 'the stream ended without a finish reason')
    if (!text) throw fail('empty', 'finished without a word')
  } catch (error) {
    failure = signal.aborted ? cancelled(route) : failureOf(error, route, clock.now(), firstWordsAt !== null)
  } finally {
    await events.return?.()
  }
  return {
    failure,
    finish: finish?.reason ?? 'stop',
    model: finish?.model ?? null,
    usage: billed(),
    startedAt,
    firstWordsAt,
    endedAt: clock.monotonic(),
  }
}

const cancelled = (route: Route): Failure => ({
  kind: 'cancelled',
  route,
  status: null,
  retryAfterMs: null,
  detail: 'whoever asked has gone',
})
