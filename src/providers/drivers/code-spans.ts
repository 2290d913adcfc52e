/** Follows the code in a streamed text: where a stretch of it that begins at `from` ends, as far as is known. */
export type CodeSpans = { end(text: string, from: number): number }

/**
 * Nothing is held back to see whether code ends: three backticks begin code until as many follow, fewer until the same
 * number follows or the line ends, since a lone backtick should have no say in what comes long after it.
 */
export const createCodeSpans = (): CodeSpans => {
  /** Backticks that were just read; more may follow. */
  let ticks = 0
  /** How many of them began the code we are in; 0 outside. */
  let within = 0

  const settle = () => {
    if (within === 0) within = ticks
    else if (ticks === within || (within >= FENCE && ticks > within)) within = 0
    ticks = 0
  }

  return {
    end(text, from) {
      for (let at = from; ;) {
        for (; text[at] === '`'; at += 1) ticks += 1
        if (at >= text.length) return at
        if (ticks > 0) settle()
        if (within === 0) return at
        at = next(within < FENCE ? spanEdge : fenceEdge, text, at)
        if (text[at] === '\n') within = 0
      }
    },
  }
}

const FENCE = 3
const spanEdge = /[`\n]/g
const fenceEdge = /`/g

const next = (edge: RegExp, text: string, from: number) => {
  edge.lastIndex = from
  return edge.exec(text)?.index ?? text.length
}
