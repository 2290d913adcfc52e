import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { GatewayCloseCodes as Close } from 'discord-api-types/v10'
import { WebSocketServer } from 'ws'
import type { Faults } from '../faults/faults.ts'
import type { World } from '../world/world.ts'
import { openConnection, type Connection } from './connection.ts'
import type { Transport } from './compression.ts'
import { dispatchesOf } from './dispatches.ts'
import { createIdentifyGate, type IdentifyGate } from './identify-gate.ts'
import { createSessions, type Sessions } from './sessions.ts'

/** Gateway v10 on the HTTP server whose upgrades are handed to `upgrade`. */
export type Gateway = AsyncDisposable & {
  readonly gate: IdentifyGate
  readonly sessions: Sessions
  readonly connections: ReadonlySet<Connection>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

export const startGateway = (world: World, faults: Faults): Gateway => {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1 << 20 })
  const sessions = createSessions(world, faults)
  const gate = createIdentifyGate(world)
  const connections = new Set<Connection>()
  const listening = world.listen((happening) => {
    for (const dispatch of dispatchesOf(world, happening)) sessions.deliver(dispatch)
  })
  return {
    gate,
    sessions,
    connections,
    upgrade(request, socket, head) {
      if (faults.take('refuse_connections')) return socket.destroy()
      const query = new URL(request.url ?? '/', world.origin).searchParams
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const asked = askedFor(query)
        if ('refused' in asked) return webSocket.close(asked.code, asked.refused)
        const connection = openConnection(webSocket, asked.transport, { world, sessions, gate, faults })
        connections.add(connection)
        webSocket.once('close', () => connections.delete(connection))
      })
    },
    async [Symbol.asyncDispose]() {
      listening[Symbol.dispose]()
      for (const webSocket of server.clients) webSocket.terminate()
      server.close()
    },
  }
}

const transports: readonly Transport[] = ['none', 'zlib-stream', 'zstd-stream']

const askedFor = (query: URLSearchParams): { transport: Transport } | { refused: string; code: Close } => {
  if (!['9', '10'].includes(query.get('v') ?? '10'))
    return { code: Close.InvalidAPIVersion, refused: 'Invalid API version.' }
  if ((query.get('encoding') ?? 'json') !== 'json')
    return { code: Close.DecodeError, refused: 'This Discord speaks JSON alone: connect with encoding=json.' }
  const transport = transports.find((one) => one === (query.get('compress') ?? 'none'))
  return transport
    ? { transport }
    : { code: Close.DecodeError, refused: 'compress is zlib-stream or zstd-stream.' }
}
