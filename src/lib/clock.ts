import { setTimeout as wait } from 'node:timers/promises'

/** Where all time comes from. Everything is in milliseconds. */
export type Clock = {
  /** Since the Unix epoch; may jump when the machine's clock is set. */
  now(): number
  /** Never jumps; only differences mean anything. */
  monotonic(): number
  /** Rejects with the signal's reason when that is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls back once after `ms`, unless it is disposed before. Does not keep the process alive. */
  after(ms: number, call: () => void): Disposable
}

/** A signal that aborts with `reason()` after `ms`; disposing the deadline stops its timer. */
export type Deadline = Disposable & { readonly signal: AbortSignal }

export const createDeadline = (clock: Clock, ms: number, reason: () => Error): Deadline => {
  const controller = new AbortController()
  const timer = clock.after(ms, () => controller.abort(reason()))
  return { signal: controller.signal, [Symbol.dispose]: () => timer[Symbol.dispose]() }
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await wait(Math.max(0, ms), undefined, signal ? { signal } : {})
    } catch {
      throw signal?.reason
    }
  },
  after: (ms, call) => {
    // What is due already is due at once: Node warns of negative times.
    const timer = setTimeout(call, Math.max(0, ms))
    timer.unref()
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
}
