import { once } from 'node:events'
import { GatewayOpcodes as Op } from 'discord-api-types/v10'
import { WebSocketServer, type WebSocket } from 'ws'

type Payload = { op: Op; d: unknown; s?: number; t?: string }

/** One connection of a client, from the gateway's side. */
export type Line = {
  readonly received: readonly Payload[]
  /** The next payload of this kind that the client sends, or has sent. */
  hear(op: Op): Promise<Payload>
  send(payload: Payload): void
  event(t: string, s: number, d: unknown): void
  /** HELLO, then what the client sends next: IDENTIFY or RESUME. */
  greet(): Promise<Payload>
  close(code: number): void
  /** The connection breaks without a word. */
  cut(): void
  /** The code with which the client closed it. */
  readonly closed: Promise<number>
}

export type ScriptedGateway = AsyncDisposable & {
  readonly url: string
  readonly lines: readonly Line[]
  next(): Promise<Line>
  /** Connections are refused while this is true. */
  refusing: boolean
}

export const startScriptedGateway = async (): Promise<ScriptedGateway> => {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    verifyClient: () => !gateway.refusing,
  })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const lines: Line[] = []
  let given = 0
  let more = Promise.withResolvers<void>()
  server.on('connection', (socket) => {
    lines.push(lineOf(socket))
    more.resolve()
    more = Promise.withResolvers()
  })
  const gateway: ScriptedGateway = {
    url: `ws://127.0.0.1:${address.port}`,
    lines,
    refusing: false,
    async next() {
      while (lines.length <= given) await more.promise
      return lines[given++]!
    },
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate()
      server.close()
      await once(server, 'close')
    },
  }
  return gateway
}

export const readyOf = (url: string, session = 'session-1') => ({
  v: 10,
  user: { id: '100000000000000001', username: 'Parley' },
  guilds: [],
  session_id: session,
  resume_gateway_url: url,
  application: { id: '100000000000000001', flags: 0 },
})

const lineOf = (socket: WebSocket): Line => {
  const received: Payload[] = []
  let more = Promise.withResolvers<void>()
  socket.on('message', (data) => {
    const payload: Payload = JSON.parse(Buffer.isBuffer(data) ? data.toString() : '')
    if (payload.op === Op.Heartbeat) socket.send(JSON.stringify({ op: Op.HeartbeatAck, d: null }))
    received.push(payload)
    more.resolve()
    more = Promise.withResolvers()
  })
  const closed = once(socket, 'close').then(([code]) => Number(code))
  let heard = 0
  const line: Line = {
    received,
    closed,
    async hear(op) {
      for (;;) {
        for (; heard < received.length; heard += 1) if (received[heard]!.op === op) return received[heard++]!
        await more.promise
      }
    },
    send: (payload) => socket.send(JSON.stringify(payload)),
    event: (t, s, d) => line.send({ op: Op.Dispatch, t, s, d }),
    async greet() {
      line.send({ op: Op.Hello, d: { heartbeat_interval: 41_250 } })
      for (;;) {
        const first = received.find(({ op }) => op === Op.Identify || op === Op.Resume)
        if (first) return first
        await more.promise
      }
    },
    close: (code) => socket.close(code),
    cut: () => socket.terminate(),
  }
  return line
}
