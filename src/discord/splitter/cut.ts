import { fenceAfterLine, LONGEST_MARKER, type Place } from './fence.ts'

/**
 * How many characters of `rest`, which overflows, go into a message with room for `room`. Decided by the first
 * characters alone, so that the same place is found however much has arrived.
 */
export const chooseCut = (rest: string, place: Place, room: number): number => {
  const window = rest.slice(0, room - LONGEST_MARKER - 1)
  // One character past the cut must be known whole, also when it is a surrogate pair.
  const furthest = window.length - 2
  const borders = findBorders(window, place, furthest)
  for (const [border, share] of preference) {
    const at = borders[border]
    if (at >= share * furthest && at > 0) return at
  }
  return cutWithinLine(window, furthest)
}

type Border = 'paragraph' | 'line' | 'codeGap' | 'codeLine'

// A message may be half empty for the sake of a paragraph, hardly for that of a line in a code block.
const preference: readonly (readonly [Border, share: number])[] = [
  ['paragraph', 0.5],
  ['line', 0.5],
  ['codeGap', 0.6],
  ['codeLine', 0.25],
  ['paragraph', 0.25],
  ['line', 0.25],
]

/** The last place of each kind where a line begins. */
const findBorders = (window: string, place: Place, furthest: number): Record<Border, number> => {
  const last = { paragraph: 0, line: 0, codeGap: 0, codeLine: 0 }
  let { fence, lineStart } = place
  let start = 0
  for (let end = window.indexOf('\n'); end !== -1 && end < furthest; end = window.indexOf('\n', start)) {
    const line = window.slice(start, end)
    const before = fence
    if (lineStart) fence = fenceAfterLine(line, fence)
    const next = end + 1
    const blank = line.trim() === ''
    if (!before && fence) last.paragraph = start
    else if (before && fence) last[blank ? 'codeGap' : 'codeLine'] = next
    else last[blank || before ? 'paragraph' : 'line'] = next
    lineStart = true
    start = next
  }
  return last
}

/** Inline code, links, addresses, mentions and emoji, also those that run off the window. */
const wholes =
  /`+[^`\n]*(?:`+|$)|\[[^\]\n]{0,300}(?:\](?:\((?:[^()\s]|\([^()\s]*\)?)*(?:\)|$)|$)|$)|<[@#:/at][^>\s]{0,80}(?:>|$)|https?:\/\/\S+/g

const cutWithinLine = (window: string, furthest: number): number => {
  const spans = [...window.matchAll(wholes)].map(
    ({ index, 0: { length } }) => [index, index + length] as const,
  )
  const spanAround = (at: number) => spans.find(([start, end]) => start < at && at < end)
  const lastOf = (pattern: RegExp) =>
    [...window.matchAll(pattern)]
      .map((match) => match.index + match[0].length)
      .findLast((at) => at <= furthest && !spanAround(at) && !isMarker(window[at]))

  const sentence = lastOf(/[.!?…]["'”’)\]]*\s+|[。！？]/g)
  if (sentence && sentence >= 0.25 * furthest) return sentence
  const word = lastOf(/\s+/g)
  if (word && word >= 0.1 * furthest) return word
  const span = spanAround(furthest)
  if (span && span[0] >= 0.1 * furthest) return span[0]
  return characterBorder(window, furthest)
}

/** What begins a message with these would open or close a code block there. */
const isMarker = (character: string | undefined) => character === '`' || character === '~'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** Longer than any emoji that is made of several. */
const LONGEST_GRAPHEME = 64

const characterBorder = (window: string, furthest: number): number => {
  let run = furthest
  while (isMarker(window[run]) && furthest - run < LONGEST_GRAPHEME) run -= 1
  const at = run < furthest && !isMarker(window[run]) ? run + 1 : furthest
  const from = Math.max(0, at - LONGEST_GRAPHEME)
  const cluster = graphemes.segment(window.slice(from)).containing(at - from)
  if (cluster && cluster.index > 0) return from + cluster.index
  return isLowSurrogate(window.charCodeAt(at)) ? at - 1 : at
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff
