import type { Clock } from '../src/lib/clock.ts'

export type FakeClock = Clock & {
  /** Moves time on by `ms` and lets everything that was due happen, in order. */
  advance(ms: number): Promise<void>
  /** Moves time on to when the first sleeper wakes; does nothing while nobody sleeps. */
  wake(): Promise<void>
  /** How many timers and sleepers wait. */
  readonly waiting: number
}

type Timer = { at: number; call: () => void; sleeps: boolean }

export const createFakeClock = (start = Date.UTC(2026, 0, 1)): FakeClock => {
  let time = start
  const timers = new Set<Timer>()
  const add = (ms: number, call: () => void, sleeps = false): Timer => {
    const timer = { at: time + ms, call, sleeps }
    timers.add(timer)
    return timer
  }
  const clock: FakeClock = {
    now: () => time,
    monotonic: () => time - start,
    after(ms, call) {
      const timer = add(ms, call)
      return { [Symbol.dispose]: () => void timers.delete(timer) }
    },
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      if (signal?.aborted) return Promise.reject(signal.reason)
      const stop = () => {
        timers.delete(timer)
        reject(signal?.reason)
      }
      const timer = add(
        ms,
        () => {
          signal?.removeEventListener('abort', stop)
          resolve()
        },
        true,
      )
      signal?.addEventListener('abort', stop, { once: true })
      return promise
    },
    async wake() {
      const moments = [...timers].filter(({ sleeps }) => sleeps).map(({ at }) => at)
      if (moments.length > 0) await clock.advance(Math.min(...moments) - time)
    },
    async advance(ms) {
      const end = time + ms
      await settle()
      for (;;) {
        const [next] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        timers.delete(next)
        time = Math.max(time, next.at)
        next.call()
        await settle()
      }
      time = end
      await settle()
    },
    get waiting() {
      return timers.size
    },
  }
  return clock
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
