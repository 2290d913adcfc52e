import { createParser } from 'eventsource-parser'
import { fieldsOf } from './json.ts'

/** `[DONE]`: nothing follows that is worth reading. */
export const DONE = Symbol('[DONE]')
type Event = object | typeof DONE

/** Far more than an answer takes: an event without an end would fill the memory. */
const LONGEST_EVENT = 8_388_608

/**
 * The objects in a stream of server-sent events, each as soon as it is there; malformed ones are skipped. A server that
 * doesn't stream, and sends one object instead, is read, too. What follows `[DONE]` is read to the end: only then can
 * the connection serve another request. Who stops before has to abort the request.
 */
export async function* readEvents(response: Response): AsyncGenerator<Event, void, undefined> {
  if (!response.body) return
  const body: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
  const decoder = new TextDecoder()
  let read: Reader | null = null
  let finished = false
  for (let ended = false; !ended;) {
    const { done, value } = await body.read()
    ended = done
    const text = done ? decoder.decode() : decoder.decode(value, { stream: true })
    read ??= /\S/.test(text) || done ? readerFor(text) : null
    for (const event of read?.(text, done) ?? []) {
      if (!finished) yield event
      finished ||= event === DONE
    }
  }
}

type Reader = (text: string, isLast: boolean) => readonly Event[]

const readerFor = (beginning: string): Reader =>
  /^\s*[[{]/.test(beginning) ? createObjectReader() : createEventReader()

const createObjectReader = (): Reader => {
  let whole = ''
  return (text, isLast) => {
    whole += text
    if (whole.length > LONGEST_EVENT) throw new Error('the answer is too long')
    const object = isLast ? eventOf(whole) : null
    return [object].flat().filter((event) => typeof event === 'object' && event !== null)
  }
}

const createEventReader = (): Reader => {
  let found: Event[] = []
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: ({ event, data }) => found.push(...(event === 'error' ? [errorOf(data)] : eventsOf(data))),
  })
  return (text, isLast) => {
    found = []
    parser.feed(text)
    // A server that ends without the last blank line has still said what it said.
    if (isLast) parser.feed('\n\n')
    return found
  }
}

/** One event as a rule; several where the blank lines between them are missing. */
const eventsOf = (data: string): Event[] => {
  const whole = eventOf(data)
  if (whole) return [whole]
  const lines = data.split('\n')
  return lines.length === 1 ? [] : lines.flatMap((line) => eventOf(line) ?? [])
}

const eventOf = (text: string): Event | null => {
  if (text.trim() === '[DONE]') return DONE
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

const errorOf = (text: string) => {
  const event = eventOf(text)
  return { error: event === null ? text : (fieldsOf(event)['error'] ?? event) }
}
