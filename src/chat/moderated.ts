import type { Clock } from '../lib/clock.ts'
import { ChatError } from '../lib/errors.ts'
import type { Finding, Moderation } from '../moderation/contract.ts'
import type { AnswerEvent } from '../providers/contract.ts'
import { createWindow } from './moderation-window.ts'

/** What an answer was about to say isn't to be said: what is shown of it is to be replaced. */
export class Moderated extends ChatError {
  readonly categories: readonly string[]
  constructor(categories: readonly string[]) {
    super('moderated', `the moderation service objects: ${categories.join(', ')}`)
    this.categories = categories
  }
}

/** For the audit: `hash` of what was looked at, and nothing of the text itself. */
export type Hit = { turn: string; categories: readonly string[]; hash: string }

export type ModeratedParts = {
  moderation: Moderation
  turn: string
  /** Keyed, so that nobody can try texts on it. */
  hash: (text: string) => string
  onHit: (hit: Hit) => void
  clock: Clock
  signal: AbortSignal
}

/**
 * Passes an answer on, its words only when they were looked at. A hit throws Moderated once; whoever reads on then gets
 * the attempts that are still to come, and no word more. The answer is read on while its words are looked at.
 */
export const moderated = (
  answer: AsyncIterable<AnswerEvent>,
  parts: ModeratedParts,
): AsyncIterable<AnswerEvent> =>
  parts.moderation.looksAt('output') ? { [Symbol.asyncIterator]: () => look(answer, parts) } : answer

type Item =
  | { is: 'words'; text: string; seen: string; verdict: Promise<Finding> }
  | { is: 'event'; event: AnswerEvent }
  | { is: 'error'; error: unknown }

/** How many windows are looked at at once. */
const MOST_AT_ONCE = 4

const look = (answer: AsyncIterable<AnswerEvent>, parts: ModeratedParts): AsyncIterator<AnswerEvent> => {
  const { moderation, turn, hash, onHit, clock, signal } = parts
  let items: Item[] = []
  let ended = false
  let isSilenced = false
  let arrived = Promise.withResolvers<void>()
  const add = (item: Item | null) => {
    if (item) items.push(item)
    arrived.resolve()
    arrived = Promise.withResolvers()
  }

  const window = createWindow(clock, (text, seen) => {
    const verdict = moderation.check({ direction: 'output', turn, text: seen, images: [] }, signal)
    verdict.catch(() => {})
    add({ is: 'words', text, seen, verdict })
  })
  const room = async () => {
    const waiting = items.filter((item) => item.is === 'words')
    if (waiting.length >= MOST_AT_ONCE) await waiting.at(-MOST_AT_ONCE)?.verdict.catch(() => {})
  }
  const take = (event: AnswerEvent) => {
    if (event.type === 'text') return isSilenced ? undefined : window.write(event.text)
    if (event.type === 'restart') {
      // What nobody has seen yet needs no look any more.
      items = items.filter((item) => item.is !== 'words')
      window.reset()
    } else window.close()
    add({ is: 'event', event })
  }
  const read = async () => {
    try {
      for await (const event of answer) {
        take(event)
        await room()
      }
    } catch (error) {
      window.close()
      add({ is: 'error', error })
    }
    ended = true
    add(null)
  }

  const passWords = async (item: Item & { is: 'words' }): Promise<AnswerEvent | null> => {
    const finding = await item.verdict.catch((error: unknown) => {
      isSilenced = true
      throw error
    })
    if (items[0] !== item) return null
    items.shift()
    if (finding.is === 'fine') return { type: 'text', text: item.text }
    isSilenced = true
    onHit({ turn, categories: finding.categories, hash: hash(item.seen) })
    throw new Moderated(finding.categories)
  }
  const pass = async (item: Item): Promise<AnswerEvent | null> => {
    if (item.is === 'words' && !isSilenced) return passWords(item)
    items.shift()
    if (item.is === 'error') throw item.error
    if (item.is === 'words' || (isSilenced && item.event.type !== 'attempt')) return null
    return item.event
  }

  let reading: Promise<void> | null = null
  return {
    async next() {
      reading ??= read()
      for (;;) {
        const [item] = items
        const event = item ? await pass(item) : null
        if (event) return { done: false, value: event }
        if (items.length > 0) continue
        if (ended) return { done: true, value: undefined }
        await arrived.promise
      }
    },
  }
}
