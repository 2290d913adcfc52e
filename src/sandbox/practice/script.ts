import type { Dialect, Frame } from './dialect.ts'
import type { Fault } from './fault-spec.ts'
import type { Answer } from './question.ts'

/** How fast it talks; milliseconds. */
export type Pace = { first_token_ms: number; chunk_ms: number }

export type PaceChange = { [Part in keyof Pace]?: Pace[Part] | undefined }

/** What happens on the wire, one after the other; after the last the response ends. */
export type Step =
  | { is: 'send'; text: string }
  | { is: 'wait'; ms: number }
  | { is: 'silence' }
  | { is: 'destroy' }

/** A response's course from its first byte, with what the fault does to it. */
export function* scriptOf(answer: Answer, dialect: Dialect, pace: Pace, fault: Fault | null): Iterable<Step> {
  const { kept, ending } = disturb(dialect.frames(answer), fault, dialect)
  yield {
    is: 'wait',
    ms: firstWait(answer, pace) + (fault?.fault === 'slow_first_token' ? fault.delay_ms : 0),
  }
  let begun = false
  for (const { is, text } of kept) {
    const paced = is === 'text' || is === 'finish'
    if (paced && begun && answer.question.stream) yield { is: 'wait', ms: pace.chunk_ms }
    begun ||= paced
    yield { is: 'send', text }
  }
  if (ending) yield { is: ending }
}

/** Who doesn't ask for a stream waits just as long, but for all of it. */
const firstWait = ({ question, pieces }: Answer, { first_token_ms, chunk_ms }: Pace) =>
  first_token_ms + (question.stream ? 0 : chunk_ms * pieces.length)

type Disturbed = { kept: readonly Frame[]; ending?: 'silence' | 'destroy' }

const disturb = (frames: readonly Frame[], fault: Fault | null, dialect: Dialect): Disturbed => {
  if (fault?.fault === 'no_done') return { kept: frames.filter(({ is }) => is !== 'done') }
  if (!fault || !('after' in fault)) return { kept: frames }
  const at = past(frames, fault.after)
  const kept = frames.slice(0, at)
  if (fault.fault === 'idle') return { kept, ending: 'silence' }
  if (fault.fault === 'cut') return { kept, ending: 'destroy' }
  if (fault.fault === 'clean_cut') return { kept }
  if (fault.fault === 'error_in_stream') return { kept: [...kept, noise(dialect.errorFrame)] }
  if (fault.fault === 'malformed_line')
    return { kept: frames.toSpliced(at, 0, noise(dialect.malformedFrame)) }
  return { kept: frames }
}

const noise = (text: string): Frame => ({ is: 'noise', text })

/** Where in the frames so many pieces of text have been said, and never so late that the finish was, too. */
const past = (frames: readonly Frame[], pieces: number) => {
  const next = frames.flatMap(({ is }, at) => (is === 'text' || is === 'finish' ? [at] : []))
  const end = frames.findIndex(({ is }) => is === 'finish')
  return Math.min(next[pieces] ?? end, end)
}
