import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
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
  const sessions = createSessions(world)
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
      if (faults.take('refuse_connections')) return void socket.destroy()
      const query = new URL(request.url ?? '/', world.origin).searchParams
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const wrong = wrongIn(query)
        if (wrong) return webSocket.close(wrong.code, wrong.reason)
        const transport = (query.get('compress') ?? 'none') as Transport
        const connection = openConnection(webSocket, transport, { world, sessions, gate, faults })
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

const wrongIn = (query: URLSearchParams) => {
  if (!['9', '10'].includes(query.get('v') ?? '10')) return { code: 4012, reason: 'Invalid API version.' }
  if ((query.get('encoding') ?? 'json') !== 'json')
    return { code: 4002, reason: 'This Discord speaks JSON alone: connect with encoding=json.' }
  if (!['zlib-stream', 'zstd-stream', null].includes(query.get('compress')))
    return { code: 4002, reason: 'compress is zlib-stream or zstd-stream.' }
  return null
}
