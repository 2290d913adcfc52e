const OPENING = '<think>'
const CLOSING = '</think>'

/** Keeps what a model thinks aloud before it answers from its words, wherever the chunks cut the tags. */
export type ThoughtFilter = {
  /** What of this chunk, and of what was held back before it, is for people. */
  read(chunk: string): string
  /** What was held back and turned out to be no thought, once the stream has ended. */
  rest(): string
}

/** Later on, `<think>` is a word like others: somebody may have asked about it. */
export const createThoughtFilter = (): ThoughtFilter => {
  let state: 'before' | 'thinking' | 'answering' = 'before'
  let held = ''

  const read = (chunk: string): string => {
    switch (state) {
      case 'answering':
        return chunk
      case 'before':
        return readStart(held + chunk)
      case 'thinking':
        return readThought(held + chunk)
    }
  }

  const readStart = (text: string) => {
    held = text.trimStart()
    if (OPENING.startsWith(held)) return ''
    if (held.startsWith(OPENING)) {
      state = 'thinking'
      return readThought(held.slice(OPENING.length))
    }
    state = 'answering'
    return text
  }

  const readThought = (text: string): string => {
    const end = text.indexOf(CLOSING)
    if (end === -1) {
      held = text.slice(1 - CLOSING.length)
      return ''
    }
    state = 'before'
    return readStart(text.slice(end + CLOSING.length))
  }

  return { read, rest: () => (state === 'before' ? held : '') }
}
