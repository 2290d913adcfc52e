import { systemClock, type Clock } from '../src/lib/clock.ts'

/** A clock that goes `times` as fast as the system's: what takes seconds of it takes a test milliseconds. */
export const createFastClock = (times: number): Clock => {
  const start = { now: systemClock.now(), monotonic: systemClock.monotonic() }
  const elapsed = () => (systemClock.monotonic() - start.monotonic) * times
  return {
    now: () => start.now + elapsed(),
    monotonic: elapsed,
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
    after: (ms, call) => systemClock.after(ms / times, call),
  }
}
