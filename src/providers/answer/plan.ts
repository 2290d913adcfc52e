import type { RateLimitingSettings, RoutingSettings } from '../../config/settings.ts'
import type { Clock } from '../../lib/clock.ts'
import type { AttemptLimits, Outcome } from './attempt.ts'
import type { Pass } from '../routes/circuit.ts'
import { consequences } from '../failures/consequences.ts'
import type { Failure, Prompt } from '../contract.ts'
import { estimatePrompt } from './estimate.ts'
import type { Lease } from '../keys/key-pool.ts'
import type { KnownRoute } from '../routes/roster.ts'
import { mostTelling } from '../failures/telling.ts'
import { trimPrompt } from './trim.ts'

export type Step =
  | {
      is: 'ask'
      known: KnownRoute
      pass: Pass
      lease: Lease
      prompt: Prompt
      limits: AttemptLimits
      replaces: boolean
    }
  | { is: 'wait'; ms: number }
  | { is: 'fail'; failure: Failure; retryAfterMs: number | null }

/** What is to be done for one answer, one step after the other, by what came of those before. */
export type Plan = { next(): Step; learn(step: Extract<Step, { is: 'ask' }>, outcome: Outcome): void }

export type PlanOptions = {
  routes: readonly KnownRoute[]
  prompt: Prompt
  limits: RateLimitingSettings
  routing: RoutingSettings
  /** Routes that may be down are tried last: somebody else finds out. Whoever has tried one doesn't try the next. */
  sparesProbes: boolean
  clock: Clock
  random: () => number
}

/** A person waits this long in all for somebody to be free, and is told to come back if it takes longer. */
const patienceMs = 5000
/** Before the same route is asked once more: long enough for a hiccup, short enough not to be noticed. */
const retryMs = { least: 50, most: 150 }
/** A request isn't worth sending for less, unless the route is known to be quicker. */
const shortestAttemptMs = 500
/** How many further routes are left time, whatever else is configured. */
const mostReserves = 2
/** What a model whose context length nobody knows is trusted with, in tokens. */
const usualContext = 32_768

export const createPlan = (options: PlanOptions): Plan => {
  const { routes, limits, routing, clock, random } = options
  const requestMs = limits.request_timeout * 1000
  const startedAt = clock.monotonic()
  const endBy = startedAt + limits.answer_timeout * 1000
  let wordsBy = startedAt + requestMs
  let patience = patienceMs
  let pauseMs = 0
  let shown = false
  let sparesProbes = options.sparesProbes
  let tellNow = false
  /** Only routes with more room than this can take the prompt. */
  let room = 0
  let trimmed: Prompt | null = null
  const failures: Failure[] = []
  const spent = new Set<KnownRoute>()
  const retried = new Set<KnownRoute>()

  const sizes = new Map<Prompt, number>()
  const sizeOf = (prompt: Prompt) => {
    const size = sizes.get(prompt) ?? estimatePrompt(prompt)
    sizes.set(prompt, size)
    return size
  }
  const promptFor = ({ facts }: KnownRoute) => {
    if (!trimmed) return options.prompt
    // Who can read more than those that couldn't is given all of it.
    const fits = room > 0 && sizeOf(options.prompt) < (facts.context_length ?? usualContext) / 2
    return fits ? options.prompt : trimmed
  }
  const readyAt = (known: KnownRoute) => {
    const { keys, circuit, resting, route } = known
    const size = sizeOf(promptFor(known))
    return Math.max(resting.until, circuit.readyAt, keys.readyAt(route.model, size))
  }
  const isOpen = (known: KnownRoute) =>
    !spent.has(known) && (room === 0 || (known.facts.context_length ?? usualContext) > room)
  const canFinish = ({ recent }: KnownRoute, now: number) => {
    if (failures.length === 0) return now < Math.min(wordsBy, endBy)
    const needed = Math.min(recent.typicalFirstTokenMs() ?? shortestAttemptMs, requestMs / 4)
    return now + needed <= Math.min(wordsBy, endBy)
  }

  const limitsFor = (known: KnownRoute, now: number): AttemptLimits => {
    const others = routes.filter((one) => one !== known && isOpen(one) && readyAt(one) <= now)
    const reserves = Math.min(others.length, mostReserves)
    const left = wordsBy - now
    const share = left / (1 + reserves)
    const tokenMs = reserves === 0 ? left : Math.min(limits.first_token_timeout * 1000, share)
    // A model that thinks is alive: it may use what isn't needed to ask one more.
    const reserveMs = reserves === 0 ? 0 : Math.min(limits.first_token_timeout * 1000, left / 3)
    return {
      tokenBy: now + tokenMs,
      wordsBy: Math.max(now + tokenMs, wordsBy - reserveMs),
      idleMs: limits.idle_timeout * 1000,
      endBy,
    }
  }

  const ask = (known: KnownRoute, now: number): Step | null => {
    const { circuit, keys, route } = known
    const prompt = promptFor(known)
    if (readyAt(known) > now || !canFinish(known, now)) return null
    const within = limitsFor(known, now)
    const pass = circuit.pass()
    if (!pass) return null
    const lease = keys.take(route.model, sizeOf(prompt))
    if (lease) return { is: 'ask', known, pass, lease, prompt, limits: within, replaces: shown }
    pass.settle({ is: 'neutral' })
    return null
  }

  const fail = (): Step => {
    const reasons = routes.flatMap(({ route, keys, circuit, resting }) => {
      const rests = resting.until > clock.monotonic() ? resting.because : null
      return rests ?? (circuit.state === 'closed' ? null : circuit.because) ?? keys.because(route.model) ?? []
    })
    const ms = Math.min(...routes.map(readyAt)) - clock.monotonic()
    const retryAfterMs = ms > 0 && ms < Infinity ? Math.ceil(ms) : null
    return { is: 'fail', failure: mostTelling([...failures, ...reasons]), retryAfterMs }
  }

  return {
    next() {
      if (tellNow) return fail()
      if (pauseMs > 0) {
        const ms = pauseMs
        pauseMs = 0
        return { is: 'wait', ms }
      }
      const now = clock.monotonic()
      const open = routes.filter(isOpen)
      const inOrder = sparesProbes ? open.toSorted((a, b) => Number(isDown(a)) - Number(isDown(b))) : open
      for (const known of inOrder) {
        const step = ask(known, now)
        if (step) return step
      }
      const soonest = Math.min(...open.map(readyAt))
      // Ready and not asked: somebody else's request is trying it.
      const ms = soonest > now ? soonest - now : patience
      const inTime = now + ms < Math.min(wordsBy, endBy) - Math.min(shortestAttemptMs, requestMs / 4)
      if (open.length === 0 || ms > patience || ms <= 0 || !inTime) return fail()
      patience -= ms
      return { is: 'wait', ms }
    },

    learn({ known, pass }, { failure, firstWordsAt }) {
      if (!failure) return
      failures.push(failure)
      if (pass.isProbe) sparesProbes = true
      if (firstWordsAt !== null) {
        // What was shown will be replaced: from here on, the person waits for first words once more.
        shown = true
        wordsBy = clock.monotonic() + requestMs
      }
      const { next } = consequences[failure.kind]
      switch (next) {
        case 'another key':
          return
        case 'once more':
          if (failure.retryAfterMs !== null) known.resting.start(failure, failure.retryAfterMs)
          else if (retried.has(known) || firstWordsAt !== null) spent.add(known)
          else pauseMs = retryMs.least + random() * (retryMs.most - retryMs.least)
          retried.add(known)
          return
        case 'next route':
          if (failure.kind === 'model_missing') known.resting.start(failure)
          spent.add(known)
          return
        case 'less or more room': {
          const smaller = trimmed ? null : trimPrompt(options.prompt)
          if (smaller) trimmed = smaller
          else {
            trimmed ??= options.prompt
            room = Math.max(room, known.facts.context_length ?? usualContext)
            spent.add(known)
          }
          return
        }
        case 'tell': {
          const goesOn =
            failure.kind === 'content_refused' && routing.after_content_refused === 'next_provider'
          if (!goesOn) tellNow = true
          for (const one of routes) if (one.route.provider === known.route.provider) spent.add(one)
          return
        }
      }
    },
  }
}

const isDown = ({ circuit }: KnownRoute) => circuit.state !== 'closed'
