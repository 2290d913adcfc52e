import { chooseCut } from './splitter/cut.ts'
import { closing, fenceAfter, isClosing, opening, type Place } from './splitter/fence.ts'

/** The longest message that Discord takes; counted in UTF-16 units, which is never less than what Discord counts. */
export const MESSAGE_LIMIT = 2000

/** Divides a text that grows into messages. A part that another one follows never changes again. */
export type Splitter = {
  append(text: string): void
  /** What the messages say now: none is blank or too long, and code blocks are whole in each. */
  parts(): string[]
}

/** No message is longer than `limit`. */
export const createSplitter = (limit = MESSAGE_LIMIT): Splitter => {
  const finished: string[] = []
  let place: Place = { fence: null, lineStart: true }
  let rest = ''

  const finish = (length: number) => {
    const piece = rest.slice(0, length)
    const part = render(piece, place)
    if (part) finished.push(part)
    place = { fence: fenceAfter(piece, place, 'growing'), lineStart: piece.endsWith('\n') }
    rest = rest.slice(length)
  }

  return {
    append(text) {
      rest += text
      while (overflows(rest, place, limit))
        finish(chooseCut(rest, place, limit - opening(place.fence).length))
    },
    parts() {
      const last = render(rest, place)
      return last ? [...finished, last] : [...finished]
    },
  }
}

export const split = (text: string, limit = MESSAGE_LIMIT): string[] => {
  const splitter = createSplitter(limit)
  splitter.append(text)
  return splitter.parts()
}

// Where a text overflows may depend on nothing that a longer text could take back, or finished parts would change.
const overflows = (piece: string, place: Place, limit: number) => {
  const length = opening(place.fence).length + piece.length
  if (length > limit) return true
  return length + closing(piece, fenceAfter(piece, place, 'ended')).length > limit
}

/** Discord trims messages and refuses blank ones: a piece that says nothing is no message. */
const render = (piece: string, place: Place): string => {
  const { fence, lineStart } = place
  const after = fenceAfter(piece, place, 'ended')
  if (!fence) {
    const said = piece.trim()
    return said && said + closing(said, after)
  }
  const firstLine = piece.split('\n', 1)[0]!
  // The message before has closed this block already.
  if (lineStart && isClosing(firstLine, fence)) return render(piece.slice(firstLine.length), outside)
  const said = piece.trimEnd()
  return said && opening(fence) + said + closing(said, after)
}

const outside: Place = { fence: null, lineStart: true }
