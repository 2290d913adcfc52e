import { EventEmitter } from 'node:events'
import CircuitBreaker from 'opossum'
import type { Clock } from '../../lib/clock.ts'
import { ProviderError, type CircuitState, type Failure } from '../contract.ts'

/** How a request went, for the breaker: neutral says nothing about the route. */
export type Verdict = { is: 'success' | 'neutral' } | { is: 'failure'; failure: Failure; weight: number }

/** The leave to send one request, to be settled once the whole answer has ended, however it did. */
export type Pass = {
  readonly isProbe: boolean
  /** First words have come: another request may be tried beside this one. */
  spoke(): void
  settle(verdict: Verdict): void
}

/** A route's breaker. Moments are the clock's monotonic ones. */
export type Circuit = Disposable & {
  readonly state: CircuitState
  /** When the next request may be let through; -Infinity: now. While a probe is under way: when to look again. */
  readonly readyAt: number
  /** What opened it. */
  readonly because: Failure | null
  /** Null: short-circuited, which counts as nothing. */
  pass(): Pass | null
}

export type CircuitOptions = { clock: Clock; report: (state: CircuitState, before: CircuitState) => void }

const buckets = 10
const bucketMs = 12_000
/** How long it stays open: a hiccup is over soon, and recovery is noticed within 30 s. */
const firstOpenMs = 5000
const openMs = 15_000
/** Nobody knows when a probe's first words come. */
const probingMs = 1000

const options = {
  // It opens when more than half of at least three requests within two minutes failed.
  errorThresholdPercentage: 50,
  volumeThreshold: 3,
  rollingCountBuckets: buckets,
  rollingCountTimeout: buckets * bucketMs,
  rollingPercentilesEnabled: false,
  enableSnapshots: false,
  timeout: false as const,
  // Its own timer, which isn't the clock's, never comes.
  resetTimeout: 2 ** 31 - 1,
}
const bornWell = { name: '', enabled: true, open: false, warmUp: false, shutdown: false }

/**
 * opossum decides when to open and close, by what each answer came to in the end. Three things are ours: its time is
 * the clock's; a probe is under way until its stream has ended; and what says nothing about the route isn't told to
 * it, since it would take that for a success (docs/adr/0010-breaker.md).
 */
export const createCircuit = ({ clock, report }: CircuitOptions): Circuit => {
  const rotation = new EventEmitter()
  let state: CircuitState = 'closed'
  let rotatedAt = clock.monotonic()
  let openUntil = -Infinity
  let because: Failure | null = null
  let probe: Pass | null = null
  /** Counts the changes of state: what was sent before one says nothing about what came after it. */
  let era = 0
  let isDisposed = false

  const enter = (next: CircuitState) => {
    const before = state
    state = next
    era += 1
    probe = null
    if (next === 'closed') because = null
    report(next, before)
  }
  const make = (halfOpen: boolean) => {
    const born = { ...bornWell, closed: !halfOpen, halfOpen }
    const given = { ...options, rotateBucketController: rotation, state: born }
    return new CircuitBreaker<[Verdict], void>(outcome, given)
      .on('open', () => {
        openUntil = clock.monotonic() + (state === 'half_open' ? openMs : firstOpenMs)
        enter('open')
      })
      .on('close', () => enter('closed'))
  }
  let breaker = make(false)

  const isDue = () => state === 'open' && clock.monotonic() >= openUntil
  const openHalf = () => {
    breaker.shutdown()
    breaker = make(true)
    rotatedAt = clock.monotonic()
    enter('half_open')
  }
  const rotate = () => {
    const rotations = Math.floor((clock.monotonic() - rotatedAt) / bucketMs)
    rotatedAt += rotations * bucketMs
    for (let i = 0; i < Math.min(rotations, buckets); i++) rotation.emit('rotate')
  }
  const tell = (verdict: Verdict, weight: number) => {
    for (let i = 0; i < weight; i++) breaker.fire(verdict).catch(() => {})
  }

  return {
    get state() {
      return isDue() ? 'half_open' : state
    },
    get readyAt() {
      if (state === 'open') return isDue() ? -Infinity : openUntil
      return probe ? clock.monotonic() + probingMs : -Infinity
    },
    get because() {
      return because
    },
    pass() {
      if (isDue() && !isDisposed) openHalf()
      if (state === 'open' || probe) return null
      const sentIn = era
      const pass: Pass = {
        isProbe: state === 'half_open',
        spoke() {
          if (probe === pass) probe = null
        },
        settle(verdict) {
          if (sentIn !== era || isDisposed) return
          rotate()
          if (verdict.is === 'failure') because = verdict.failure
          // A success is believed by opossum a moment later: until then, the probe is under way.
          if (verdict.is === 'neutral') pass.spoke()
          else tell(verdict, verdict.is === 'failure' ? verdict.weight : 1)
        },
      }
      if (pass.isProbe) probe = pass
      return pass
    },
    [Symbol.dispose]() {
      isDisposed = true
      breaker.shutdown()
    },
  }
}

/** Throws and doesn't reject, so that the breaker has opened when it has been told. */
const outcome = (verdict: Verdict): Promise<void> => {
  if (verdict.is === 'failure') throw new ProviderError(verdict.failure)
  return Promise.resolve()
}
