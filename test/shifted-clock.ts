import { systemClock, type Clock } from '../src/lib/clock.ts'

export type ShiftedClock = Clock & {
  /** It is so many milliseconds later at once; whoever sleeps, sleeps on. */
  shift(ms: number): void
}

/** A clock that goes as the system's does, from another time on. */
export const createShiftedClock = (start = systemClock.now()): ShiftedClock => {
  let ahead = start - systemClock.now()
  return {
    ...systemClock,
    now: () => systemClock.now() + ahead,
    shift(ms) {
      ahead += ms
    },
  }
}
