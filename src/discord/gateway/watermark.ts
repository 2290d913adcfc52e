/**
 * How far a session's events are dealt with: every event up to `value` has settled, so that a RESUME from there
 * repeats some and loses none.
 */
export type Watermark = {
  readonly value: number
  begin(sequence: number): void
  settle(sequence: number): void
  /** Begins and settles an event that needs no work. */
  pass(sequence: number): void
}

export const createWatermark = (start: number): Watermark => {
  // Events arrive in the order of their numbers, so the first one in the set is the smallest.
  const pending = new Set<number>()
  let newest = start
  return {
    get value() {
      for (const oldest of pending) return oldest - 1
      return newest
    },
    begin(sequence) {
      // A RESUME repeats what is pending, and what settled after that: neither is begun a second time.
      if (sequence <= newest) return
      newest = sequence
      pending.add(sequence)
    },
    settle(sequence) {
      pending.delete(sequence)
    },
    pass(sequence) {
      if (sequence > newest) newest = sequence
    },
  }
}
