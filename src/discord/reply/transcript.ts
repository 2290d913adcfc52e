import type { Delivered, SaidEvent } from '../../chat/contract.ts'
import type { Clock } from '../../lib/clock.ts'
import { createSplitter } from '../splitter.ts'
import { createDisclosure } from './links.ts'
import type { StopRule } from './stop-rule.ts'

/** How the reading of an answer ended. */
export type Over = Delivered | { is: 'rejected'; error: unknown }

/** What an answer says so far, as messages. It is read as fast as it comes. */
export type Transcript = {
  parts(): readonly string[]
  /** As the messages say it, but whole. */
  readonly text: string
  /** How much has come of it, shown or not. */
  readonly length: number
  /** When its first words came, by the monotonic clock. */
  readonly begunAt: number
  /** When the oldest words that `seen` was not called for came. */
  readonly unseenSince: number | null
  readonly over: Over | null
  seen(): void
  /** The next time that it says more, or is over. */
  changed(): Promise<void>
  /** Waits `ms`, or until it is over, or changes: what is over already interrupts no wait. */
  pause(ms: number, until: 'over' | 'changed'): Promise<void>
  /** It is over: nothing more can be shown. */
  stop: (rule: StopRule) => void
  /** Asks for no more of the answer. What that is waiting for may take its time: nobody waits for it. */
  close(): void
}

export const readAnswer = (answer: AsyncIterable<SaidEvent>, clock: Clock): Transcript => {
  const events = answer[Symbol.asyncIterator]()
  const ended = Promise.withResolvers<void>()
  let splitter = createSplitter()
  let disclosure = createDisclosure()
  let text = ''
  let length = 0
  let begunAt = 0
  let unseenSince: number | null = null
  let over: Over | null = null
  let wake = Promise.withResolvers<void>()

  const changed = () => {
    const { resolve } = wake
    wake = Promise.withResolvers()
    resolve()
  }
  const say = (words: string) => {
    text += words
    splitter.append(words)
  }
  const end = (how: Over) => {
    if (over) return
    say(disclosure.end())
    over = how
    changed()
    ended.resolve()
  }
  const forget = () => {
    disclosure = createDisclosure()
    length = 0
    splitter = createSplitter()
    text = ''
    unseenSince = null
  }
  const hear = (event: SaidEvent) => {
    switch (event.type) {
      case 'text':
        if (length === 0) begunAt = clock.monotonic()
        unseenSince ??= clock.monotonic()
        length += event.text.length
        say(disclosure.append(event.text))
        return changed()
      case 'restart':
        return forget()
      case 'attempt':
        return
      case 'end':
        return end({ is: 'complete' })
      case 'failed':
        return end({ is: 'failed', failure: event.failure, retryAfterMs: event.retryAfterMs })
    }
  }
  const read = async () => {
    for (;;) {
      const next = await events.next()
      if (over) return
      if (next.done) throw new Error('an answer ended without saying so')
      hear(next.value)
    }
  }
  read().catch((error: unknown) => end({ is: 'rejected', error }))

  return {
    parts: () => splitter.parts(),
    get length() {
      return length
    },
    get text() {
      return text
    },
    get begunAt() {
      return begunAt
    },
    get unseenSince() {
      return unseenSince
    },
    get over() {
      return over
    },
    seen: () => void (unseenSince = null),
    changed: () => wake.promise,
    async pause(ms, until) {
      const waited = Promise.withResolvers<void>()
      using _timer = clock.after(ms, waited.resolve)
      const interruption = until === 'changed' ? wake.promise : ended.promise
      await (over ? waited.promise : Promise.race([waited.promise, interruption]))
    },
    stop: (rule) => end({ is: 'stopped', rule }),
    close: () => void events.return?.().catch(() => {}),
  }
}
