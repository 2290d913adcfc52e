import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'

export type Asked = {
  path: string
  headers: IncomingHttpHeaders
  body: unknown
  /** Resolves when the connection of this request is closed, whole or not. */
  closed: Promise<void>
}

export type ScriptedServer = AsyncDisposable & {
  readonly url: string
  readonly asked: Asked[]
  /** How many were opened. */
  readonly connections: number
  /** What the next requests get, one each; the last one stays. */
  play(...scripts: Script[]): void
}

export type Script = (response: ServerResponse, asked: Asked) => unknown

/** An HTTP server on loopback that answers as a test tells it to, and remembers what it was asked. */
export const startScriptedServer = async (): Promise<ScriptedServer> => {
  const asked: Asked[] = []
  let scripts: Script[] = []
  let connections = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const closed = once(response, 'close').then(() => {})
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString() || '{}')
      const one = { path: request.url ?? '', headers: request.headers, body, closed }
      asked.push(one)
      const script = scripts.length > 1 ? scripts.shift() : scripts[0]
      script?.(response, one)
    })
  })
  server.on('connection', () => void (connections += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    get connections() {
      return connections
    },
    play: (...next) => void (scripts = next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const refuse =
  (status: number, body: unknown, headers: Record<string, string> = {}): Script =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

/** Sends the bytes as they are, one write each, and ends. */
export const stream =
  (...writes: (string | Uint8Array)[]): Script =>
  async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const write of writes) {
      response.write(write)
      await new Promise(setImmediate)
    }
    response.end()
  }

/** Sends these and then nothing: the connection stays open. */
export const stall =
  (...writes: string[]): Script =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    for (const write of writes) response.write(write)
  }

/** Sends these and then tears the connection. */
export const tear =
  (...writes: string[]): Script =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    for (const write of writes) response.write(write)
    setImmediate(() => setImmediate(() => response.socket?.resetAndDestroy()))
  }

export const event = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
