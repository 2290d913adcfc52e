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
    return new Response(withoutMalformedEvents(response.body), response)
  }
}

/**
 * Passes server-sent events on as soon as each is whole, without those whose data isn't a JSON object. Pulled, not
 * piped through a TransformStream, which took a sixth of the time that a streamed chunk takes in all.
 */
const withoutMalformedEvents = (body: ReadableStream<Uint8Array>) => {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  let pending = ''
  const wholeEvents = () => {
    let whole = ''
    let start = 0
    for (const { index, 0: boundary } of pending.matchAll(/\r?\n\r?\n|\r\r/g)) {
      const end = index + boundary.length
      whole += wellFormed(pending.slice(start, end))
      start = end
    }
    pending = pending.slice(start)
    return whole
  }
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        pending += decoder.decode(value, { stream: true })
        const whole = wholeEvents()
        if (whole) return controller.enqueue(encoder.encode(whole))
      }
      // A server that ends without the last blank line has still said what it said.
      controller.enqueue(encoder.encode(`${wellFormed(pending)}\n\n`))
      controller.close()
    },
    cancel: (reason) => reader.cancel(reason),
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
