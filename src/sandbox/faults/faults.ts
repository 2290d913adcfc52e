import type { Clock } from '../../lib/clock.ts'
import type { Standing } from './fault.ts'

/** The faults that wait for their occasion. */
export type Faults = {
  add(fault: Standing): StandingFault
  /** The oldest fault of this kind that fits, counted as used. */
  take<Kind extends Standing['kind']>(kind: Kind, fits?: (fault: Of<Kind>) => boolean): Of<Kind> | undefined
  list(): StandingFault[]
  /** Whether there was one. */
  remove(id: string): boolean
  clear(): void
}

/** `left` counts down; a fault for a time ends at `until` instead, in milliseconds of the clock that never jumps. */
export type StandingFault = { id: string; fault: Standing; left: number | null; until: number | null }

type Of<Kind> = Extract<Standing, { kind: Kind }>

export const createFaults = (clock: Clock): Faults => {
  const standing = new Map<string, StandingFault>()
  let made = 0
  const current = () => {
    for (const [id, { left, until }] of standing)
      if (left === 0 || (until !== null && until <= clock.monotonic())) standing.delete(id)
    return [...standing.values()]
  }
  return {
    add(fault) {
      made += 1
      const left = 'count' in fault ? fault.count : null
      const until = 'for_ms' in fault ? clock.monotonic() + fault.for_ms : null
      const entry = { id: String(made), fault, left, until }
      standing.set(entry.id, entry)
      return entry
    },
    take<Kind extends Standing['kind']>(kind: Kind, fits: (fault: Of<Kind>) => boolean = () => true) {
      for (const entry of standing.size > 0 ? current() : []) {
        const { fault } = entry
        if (!isOf(fault, kind) || !fits(fault)) continue
        if (entry.left !== null) entry.left -= 1
        return fault
      }
      return undefined
    },
    list: current,
    remove: (id) => standing.delete(id),
    clear: () => standing.clear(),
  }
}

const isOf = <Kind extends Standing['kind']>(fault: Standing, kind: Kind): fault is Of<Kind> =>
  fault.kind === kind
