import type { Clock } from '../../lib/clock.ts'

/** Barks when what was awaited is late. Moments are the clock's monotonic ones. */
export type Watchdog = Disposable & {
  /** From now on something is awaited, which has to be there by then. */
  await(until: number): void
  /** It is there; nothing else is awaited for now. */
  rest(): void
}

/** One timer for many waits in a row, each of which would need its own otherwise. */
export const createWatchdog = (clock: Clock, bark: () => void): Watchdog => {
  let until: number | null = null
  let timer: { at: number; stop: Disposable } | null = null

  const look = () => {
    timer = null
    if (until === null) return
    if (clock.monotonic() < until) arm(until)
    else bark()
  }
  const arm = (at: number) => {
    timer?.stop[Symbol.dispose]()
    timer = { at, stop: clock.after(at - clock.monotonic(), look) }
  }

  return {
    await(moment) {
      until = moment
      if (!timer || moment < timer.at) arm(moment)
    },
    rest: () => void (until = null),
    [Symbol.dispose]: () => timer?.stop[Symbol.dispose](),
  }
}
