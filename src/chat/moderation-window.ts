import type { Clock } from '../lib/clock.ts'

/** Gathers words until they are worth a look. */
export type Window = {
  write(text: string): void
  /** What is there by now is a window. */
  close(): void
  /** A whole new text begins. */
  reset(): void
}

const SENTENCE = 80
const LONGEST = 200
const LONGEST_MS = 1000
const OVERLAP = 200

/**
 * A window ends with a sentence that isn't too short, with 200 characters, or a second after it began. `seen` has the end
 * of what came before it, so that nothing is hidden by lying on both sides of a border.
 */
export const createWindow = (clock: Clock, look: (text: string, seen: string) => void): Window => {
  let text = ''
  let before = ''
  let timer: Disposable | null = null
  const forget = () => {
    timer?.[Symbol.dispose]()
    timer = null
    text = ''
  }
  const close = () => {
    const [window, seen] = [text, before + text]
    forget()
    if (window === '') return
    before = endOf(seen)
    look(window, seen)
  }
  return {
    write(more) {
      if (more === '') return
      text += more
      timer ??= clock.after(LONGEST_MS, close)
      if (text.length >= LONGEST || (text.length >= SENTENCE && sentenceEnd.test(text))) close()
    },
    close,
    reset() {
      forget()
      before = ''
    },
  }
}

const sentenceEnd = /(?:[.!?…。！？]["'”’)\]*_]*\s?|\n)$/

const endOf = (text: string) => text.slice(-OVERLAP).replace(/^[\udc00-\udfff]/, '')
