import type { Clock } from '../../lib/clock.ts'
import type { MessageEntry } from './things.ts'

/** Which message an author made with a nonce, for as long as the window is. */
export type NonceBook = {
  find(authorId: string, nonce: string): MessageEntry | undefined
  record(authorId: string, nonce: string, entry: MessageEntry): void
}

export const createNonceBook = (clock: Clock, windowMs: () => number): NonceBook => {
  const made = new Map<string, { entry: MessageEntry; at: number }>()
  const forgetOld = () => {
    for (const [key, { at }] of made) {
      if (clock.monotonic() - at < windowMs()) break
      made.delete(key)
    }
  }
  return {
    find(authorId, nonce) {
      const found = made.get(`${authorId} ${nonce}`)
      return found && clock.monotonic() - found.at < windowMs() ? found.entry : undefined
    },
    record(authorId, nonce, entry) {
      forgetOld()
      const key = `${authorId} ${nonce}`
      made.delete(key)
      made.set(key, { entry, at: clock.monotonic() })
    },
  }
}
