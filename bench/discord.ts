import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import { listen } from './listen.ts'
import { bot, guild, ready } from './payloads.ts'

/** A request that shows words of an answer. `at` is when its body was there, by performance.now(). */
export type Write = { method: 'POST' | 'PATCH'; channel: string; content: string; at: number }

export type Connection = {
  /** When READY was sent, by performance.now(). */
  readonly readyAt: number
  /** The number of the last event. */
  sequence: number
  dispatch(event: string, data: object): void
  /** Sends frames that are prepared down to the last byte. */
  pour(frames: readonly Buffer[]): Promise<void>
  /** Resolves when the client has read all that was sent: it answers a request for a heartbeat in its turn. */
  caughtUp(): Promise<void>
}

export type BenchDiscord = AsyncDisposable & {
  readonly url: string
  /** The client, once it has been sent READY and all guilds. */
  readonly connected: Promise<Connection>
}

type Options = { guilds?: number; onWrite?: (write: Write) => void }

/**
 * As much of Discord as the benchmarks need, and as quick as it can be: no rate limits, no checks, nothing is kept.
 * What must be faithful is measured in src/sandbox.
 */
export const startDiscord = async ({
  guilds = 0,
  onWrite = () => {},
}: Options = {}): Promise<BenchDiscord> => {
  const connected = Promise.withResolvers<Connection>()
  const server = createServer((request, response) => void answer(request, response, onWrite))
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  server.on('upgrade', (request, stream: Duplex, head) =>
    sockets.handleUpgrade(request, stream, head, (socket) => {
      welcome(socket, stream, guilds).then(connected.resolve, connected.reject)
    }),
  )
  const { url, close } = await listen(server)
  return {
    url,
    connected: connected.promise,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate()
      await close()
    },
  }
}

// So that each number has as many digits, and each frame as many bytes.
const FIRST_SEQUENCE = 1_000_000
// So rarely that the only heartbeats are those that are asked for.
const HEARTBEAT_MS = 3_600_000

const op = { dispatch: 0, heartbeat: 1, identify: 2, hello: 10, heartbeatAck: 11 }

const welcome = async (socket: WebSocket, stream: Duplex, guilds: number): Promise<Connection> => {
  const heard = (wanted: number) =>
    new Promise<void>((resolve) => {
      const hear = (data: Buffer) => {
        const { op }: { op: number } = JSON.parse(data.toString())
        if (op !== wanted) return
        socket.off('message', hear)
        resolve()
      }
      socket.on('message', hear)
    })
  const send = (payload: object) => socket.send(JSON.stringify(payload))
  const connection: Connection = {
    readyAt: NaN,
    sequence: FIRST_SEQUENCE,
    dispatch(t, d) {
      connection.sequence += 1
      send({ t, s: connection.sequence, op: op.dispatch, d })
    },
    async pour(frames) {
      for (const frame of frames) if (!stream.write(frame)) await once(stream, 'drain')
    },
    async caughtUp() {
      const heartbeat = heard(op.heartbeat)
      send({ op: op.heartbeat, d: null })
      await heartbeat
      send({ op: op.heartbeatAck })
    },
  }

  const identified = heard(op.identify)
  send({ op: op.hello, d: { heartbeat_interval: HEARTBEAT_MS } })
  await identified
  connection.dispatch('READY', ready(guilds))
  const readyAt = performance.now()
  for (let index = 0; index < guilds; index += 1) {
    connection.dispatch('GUILD_CREATE', guild(index))
    while (socket.bufferedAmount > 1_000_000) await setImmediate()
  }
  await connection.caughtUp()
  return Object.assign(connection, { readyAt })
}

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  onWrite: (write: Write) => void,
) => {
  const body = await text(request)
  const at = performance.now()
  const { method = 'GET', url = '' } = request
  const reply = (body: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const path = decodeURIComponent(url).replace(/^\/api\/v10/, '')
  const [, channel, message] = /^\/channels\/(\d+)\/messages(?:\/(\d+))?$/.exec(path) ?? []
  if (channel && (method === 'POST' || method === 'PATCH')) {
    const { content }: { content: string } = JSON.parse(body)
    onWrite({ method, channel, content, at })
    return reply({ id: message ?? nextMessage(), channel_id: channel, content })
  }
  const [, asked] = /^\/channels\/(\d+)$/.exec(path) ?? []
  if (asked) return reply({ id: asked, type: 0, name: 'general', parent_id: null, nsfw: false })
  if (path.endsWith('/typing')) return response.writeHead(204).end()
  if (/^\/applications\/\d+\/commands/.test(path)) return reply([])
  if (path === '/users/@me') return reply(bot)
  if (path === '/applications/@me') return reply({ id: bot.id, name: bot.username })
  if (path === '/gateway/bot') return reply(gatewayAt(request.headers.host))
  return response
    .writeHead(404, { 'content-type': 'application/json' })
    .end('{"code":0,"message":"Not Found"}')
}

const gatewayAt = (host: string | undefined) => ({
  url: `ws://${host}`,
  shards: 1,
  session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
})

let messages = 1_400_000_000_000_000_000n
const nextMessage = () => String((messages += 1n))
