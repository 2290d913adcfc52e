import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'

type Json = ReturnType<typeof JSON.parse>
export type Payload = { op: number; d: Json; s: number | null; t: string | null }

export type RawGateway = {
  readonly received: Payload[]
  readonly closed: Promise<{ code: number; reason: string }>
  /** The first payload, of those that came or will come, that fits and was not taken before. */
  next(fits: (payload: Payload) => boolean): Promise<Payload>
  event(name: string): Promise<Payload>
  send(op: number, d: unknown): void
  sendText(text: string): void
  close(code: number): void
  /** Without a close frame, as when the network is gone. */
  terminate(): void
}

/** A WebSocket to the gateway without a library in between. */
export const connectRaw = (
  url: string,
  unpack: (data: Buffer) => string = String,
  query = 'v=10&encoding=json',
): RawGateway => {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/?${query}`)
  const received: Payload[] = []
  const taken = new Set<Payload>()
  let arrived = Promise.withResolvers<void>()
  socket.on('message', (data: Buffer) => {
    const text = unpack(data)
    if (text !== '') received.push(JSON.parse(text))
    arrived.resolve()
    arrived = Promise.withResolvers()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  socket.on('error', () => {})
  const next: RawGateway['next'] = async (fits) => {
    for (;;) {
      const found = received.find((payload) => !taken.has(payload) && fits(payload))
      if (found) {
        taken.add(found)
        return found
      }
      const outcome = await Promise.race([arrived.promise, closed, wait(5_000, 'late' as const)])
      if (outcome === 'late')
        throw new Error(`nothing fits among ${received.map(({ op, t }) => t ?? op).join(', ')}`)
      if (outcome && !received.some((payload) => !taken.has(payload) && fits(payload)))
        throw new Error(`closed with ${outcome.code} ${outcome.reason}`)
    }
  }
  return {
    received,
    closed,
    next,
    event: (name) => next(({ t }) => t === name),
    send: (op, d) => socket.send(JSON.stringify({ op, d })),
    sendText: (text) => socket.send(text),
    close: (code) => socket.close(code),
    terminate: () => socket.terminate(),
  }
}

export const identify = (token: string, more: object = {}) => ({
  token,
  intents: 1 | (1 << 9) | (1 << 12),
  properties: { os: 'linux', browser: 'test', device: 'test' },
  ...more,
})
