/**
 * The fetch below an SDK: sends no header but the protocol's and the operator's, since SDKs add telemetry and read
 * further headers from environment variables of their own; and drops malformed events, on which SDKs throw.
 */
export const createFetch = (operatorHeaders: Record<string, string>) => {
  const sent = ['accept', 'authorization', 'content-type', 'user-agent', ...Object.keys(operatorHeaders)]
  return async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const given = new Headers(init?.headers)
    const headers = sent.flatMap((name): [string, string][] => {
      const value = given.get(name)
      return value === null ? [] : [[name, value]]
    })
    const response = await fetch(url, { ...init, headers })
    if (!response.ok || !response.body) return response
    return new Response(response.body.pipeThrough(dropMalformedEvents()), response)
  }
}

/** Passes server-sent events on as soon as each is whole, without those whose data isn't a JSON object. */
const dropMalformedEvents = () => {
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  let pending = ''
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      pending += decoder.decode(bytes, { stream: true })
      let whole = ''
      let start = 0
      for (const { index, 0: boundary } of pending.matchAll(/\r?\n\r?\n|\r\r/g)) {
        const end = index + boundary.length
        whole += wellFormed(pending.slice(start, end))
        start = end
      }
      pending = pending.slice(start)
      if (whole) controller.enqueue(encoder.encode(whole))
    },
    // A server that ends without the last blank line has still said what it said.
    flush: (controller) => controller.enqueue(encoder.encode(`${wellFormed(pending)}\n\n`)),
  })
}

const wellFormed = (event: string) => {
  const data = event.split(/\r\n|\r|\n/).filter((line) => line.startsWith('data:'))
  const joined = data.map((line) => line.slice('data:'.length)).join('\n')
  if (data.length === 0 || isEventData(joined)) return event
  const sound = data.filter((line) => isEventData(line.slice('data:'.length)))
  return sound.map((line) => `${line}\n\n`).join('')
}

const isEventData = (text: string) => {
  if (text.trim() === '[DONE]') return true
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}
