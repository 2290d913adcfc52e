import type { Clock } from '../../lib/clock.ts'
import type { Sent } from '../rest.ts'

const FIRST_WORDS_CHARACTERS = 40
const FIRST_WORDS_MS = 1500
const EDIT_EVERY_MS = 1200
const SLOWEST_EDIT_MS = 6000

type Write = 'POST' | 'PATCH'

/** When an answer's growing text may be shown, in milliseconds from now; 0 is at once. */
export type Pacing = {
  untilFirstWords(length: number, since: number): number
  /** Until the text that has grown is shown once more. */
  untilNextEdit(write: Write): number
  /** Until Discord lets us, for what is due whatever the pace. */
  untilAllowed(write: Write): number
  wrote(write: Write, startedAt: number, sent: Pick<Sent, 'waitMs' | 'refused'>): void
}

/** All times are of the clock's monotonic kind. */
export const createPacing = (clock: Clock): Pacing => {
  const openAt: Record<Write, number> = { POST: -Infinity, PATCH: -Infinity }
  let every = EDIT_EVERY_MS
  let lastWriteAt = -Infinity
  const until = (time: number) => Math.max(0, time - clock.monotonic())
  return {
    untilFirstWords: (length, since) =>
      length >= FIRST_WORDS_CHARACTERS ? 0 : until(since + FIRST_WORDS_MS),
    untilNextEdit: (write) => until(Math.max(lastWriteAt + every, openAt[write])),
    untilAllowed: (write) => until(openAt[write]),
    wrote(write, startedAt, { waitMs, refused }) {
      // A write that had to wait counts from its end: else the next one would follow on its heels.
      lastWriteAt = refused ? clock.monotonic() : startedAt
      openAt[write] = clock.monotonic() + waitMs
      if (refused) every = Math.min(every * 1.5, SLOWEST_EDIT_MS)
    },
  }
}
