import type { RateLimitingSettings, RoutingSettings } from '../../config/settings.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Failure, Prompt } from '../contract.ts'
import { consequences } from '../failures/consequences.ts'
import { mostTelling } from '../failures/telling.ts'
import type { KnownRoute } from '../routes/roster.ts'
import type { Outcome } from './attempt.ts'
import { createDeadline } from './deadline.ts'
import { createRoom } from './room.ts'
import type { Sending } from './send-request.ts'

export type Step =
  | { is: 'ask'; sending: Sending }
  | { is: 'wait'; ms: number }
  | { is: 'fail'; failure: Failure; retryAfterMs: number | null }

/** What is to be done for one answer, one step after the other, by what came of those before. */
export type Plan = { next(): Step; learn(sent: Sending, outcome: Outcome): void }

export type PlanOptions = {
  routes: readonly KnownRoute[]
  prompt: Prompt
  limits: RateLimitingSettings
  routing: RoutingSettings
  /** Routes that may be down are tried last: somebody else finds out. Whoever has tried one tries no other before. */
  sparesProbes: boolean
  clock: Clock
  random: () => number
}

/** A person waits this long in all for somebody to be free, and is told to come back if it takes longer. */
const patienceMs = 5000
/** Before the same route is asked once more: long enough for a hiccup, short enough not to be noticed. */
const retryMs = { least: 50, most: 150 }

/** A server that fails may be back long before the time that it names. */
const longestRestMs = 30_000

export const createPlan = (options: PlanOptions): Plan => {
  const { routing, clock, random } = options
  const routes = options.routes.filter(seesImagesOf(options.prompt))
  const deadline = createDeadline(options.limits, clock)
  const room = createRoom(options.prompt)
  let patience = patienceMs
  let waitingSince: number | null = null
  let pauseMs = 0
  let replaces = false
  let { sparesProbes } = options
  let lastWord: Failure | null = null
  const failures: Failure[] = []
  const spent = new Set<KnownRoute>()
  const retried = new Set<KnownRoute>()

  const isLeft = (known: KnownRoute) => !spent.has(known) && room.hasRoom(known)
  const readyAt = (known: KnownRoute) => {
    const { keys, circuit, resting, route } = known
    return Math.max(resting.until, circuit.readyAt, keys.readyAt(route.model, room.sizeFor(known)))
  }

  const ask = (known: KnownRoute, now: number): Step | null => {
    const { circuit, keys, route } = known
    if (readyAt(known) > now || !deadline.allows(known, now)) return null
    const others = routes.filter((one) => one !== known && isLeft(one) && readyAt(one) <= now)
    const pass = circuit.pass()
    if (!pass) return null
    const lease = keys.take(route.model, room.sizeFor(known))
    if (!lease) {
      pass.settle({ is: 'neutral' })
      return null
    }
    const limits = deadline.limits(others.length)
    return { is: 'ask', sending: { known, pass, lease, prompt: room.promptFor(known), limits, replaces } }
  }

  const wait = (ms: number, now: number): Step => {
    waitingSince = now
    return { is: 'wait', ms }
  }

  const fail = (): Step => {
    const blocked = routes.flatMap((known) => {
      const { keys, circuit, resting, route } = known
      const broken = circuit.state === 'closed' ? null : circuit.because
      return (
        (resting.isActive ? resting.because : null) ??
        broken ??
        keys.because(route.model, room.sizeFor(known)) ??
        []
      )
    })
    const ms = Math.min(...routes.map(readyAt)) - clock.monotonic()
    const retryAfterMs = ms > 0 && ms < Infinity ? Math.ceil(ms) : null
    // That it was too long is the reason only where nothing else came after it, and nobody is left with more room.
    const isTooLong = failures.at(-1)?.kind === 'context_too_long' && !routes.some(isLeft)
    const told = failures.filter(({ kind }) => isTooLong || kind !== 'context_too_long')
    return { is: 'fail', failure: lastWord ?? mostTelling([...told, ...blocked]), retryAfterMs }
  }

  return {
    next() {
      const now = clock.monotonic()
      if (waitingSince !== null) patience -= now - waitingSince
      waitingSince = null
      if (options.routes.length > 0 && routes.length === 0)
        return { is: 'fail', failure: imagesUnseen, retryAfterMs: null }
      if (lastWord) return fail()
      if (pauseMs > 0) {
        const ms = pauseMs
        pauseMs = 0
        return { is: 'wait', ms }
      }
      const left = routes.filter(isLeft)
      const inOrder = sparesProbes ? left.toSorted((a, b) => Number(isDown(a)) - Number(isDown(b))) : left
      for (const known of inOrder) {
        const step = ask(known, now)
        if (step) return step
      }
      const inTime = left.filter((known) => deadline.allows(known, Math.max(readyAt(known), now)))
      const soonest = Math.min(...inTime.map(readyAt))
      const ms = Math.max(soonest, now + shortestWaitMs) - now
      return ms <= patience ? wait(ms, now) : fail()
    },

    learn({ known, pass }, { failure, firstWordsAt }) {
      if (!failure) return
      failures.push(failure)
      if (pass.isProbe) sparesProbes = true
      if (firstWordsAt !== null) {
        replaces = true
        deadline.restart()
      }
      switch (consequences[failure.kind].next) {
        case 'another key':
          return
        case 'once more':
          if (failure.retryAfterMs !== null)
            known.resting.start(failure, Math.min(failure.retryAfterMs, longestRestMs))
          if (retried.has(known) || firstWordsAt !== null) spent.add(known)
          else if (failure.retryAfterMs === null)
            pauseMs = retryMs.least + random() * (retryMs.most - retryMs.least)
          retried.add(known)
          return
        case 'next route':
          if (failure.kind === 'model_missing') known.resting.start(failure)
          spent.add(known)
          return
        case 'less or more room':
          if (!room.tooLong(known, failure.status === 413)) spent.add(known)
          return
        case 'tell':
          if (failure.kind === 'content_refused' && routing.after_content_refused === 'next_provider') {
            for (const one of routes) if (one.route.provider === known.route.provider) spent.add(one)
          } else lastWord = failure
          return
      }
    },
  }
}

const seesImagesOf = ({ messages }: Prompt) => {
  const hasImages = messages.some(({ images = [] }) => images.length > 0)
  return ({ facts }: KnownRoute) => !hasImages || facts.images === true
}

const imagesUnseen: Failure = {
  kind: 'images_unseen',
  route: null,
  status: null,
  retryAfterMs: null,
  detail:
    'no model that may be asked is known to see images: add one that does to providers.NAME.models, or set models.NAME.MODEL.images',
}

/** Somebody else has just taken what was free: it isn't looked at again at once. */
const shortestWaitMs = 50

const isDown = ({ circuit }: KnownRoute) => circuit.state !== 'closed'
