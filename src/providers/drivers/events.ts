import { fieldsOf } from './json.ts'

/** `[DONE]`: nothing follows that is worth reading. */
export const DONE = Symbol('[DONE]')
type Event = object | typeof DONE

/**
 * The objects in a stream of server-sent events, each as soon as it is there; malformed ones are skipped. What follows
 * `[DONE]` is read, too, to the end: only then can the connection serve another request. Who stops before has to abort
 * the request.
 */
export async function* readEvents(response: Response): AsyncGenerator<Event, void, undefined> {
  if (!response.body) return
  const body: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
  const decoder = new TextDecoder()
  const read = createEventReader()
  let finished = false
  for (let ended = false; !ended;) {
    const { done, value } = await body.read()
    ended = done
    // A server that ends without the last blank line has still said what it said.
    const text = done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true })
    for (const event of read(text)) {
      if (!finished) yield event
      finished ||= event === DONE
    }
  }
}

/** Far more than an answer takes: a line without an end would fill the memory. */
const LONGEST_LINE = 8_388_608

const createEventReader = () => {
  /** The beginning of a line, and whether a line ended with what may be half of its end. */
  let unfinished = ''
  let afterReturn = false
  let data: string[] = []
  let name = ''

  const linesOf = (chunk: string) => {
    const text = afterReturn && chunk.startsWith('\n') ? chunk.slice(1) : chunk
    if (chunk !== '') afterReturn = chunk.endsWith('\r')
    const lines = (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text).split('\n')
    lines[0] = unfinished + lines[0]
    unfinished = lines.pop() ?? ''
    if (unfinished.length > LONGEST_LINE) unfinished = ''
    return lines
  }

  return (chunk: string): Event[] => {
    const found: Event[][] = []
    for (const line of linesOf(chunk)) {
      if (line.startsWith('data:')) data.push(line.slice('data:'.length))
      else if (line.startsWith('event:')) name = line.slice('event:'.length).trim()
      if (line !== '') continue
      if (data.length > 0) found.push(name === 'error' ? [errorOf(data.join('\n'))] : eventsOf(data))
      data = []
      name = ''
    }
    return found.flat()
  }
}

/** One event as a rule; several where the blank lines between them are missing. */
const eventsOf = (data: readonly string[]): Event[] => {
  const whole = eventOf(data.join('\n'))
  if (whole) return [whole]
  return data.length === 1 ? [] : data.flatMap((line) => eventOf(line) ?? [])
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
  return { error: event === null ? text.trim() : (fieldsOf(event)['error'] ?? event) }
}
