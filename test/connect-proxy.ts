import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'

export type ConnectProxy = AsyncDisposable & {
  readonly port: number
  /** For each CONNECT, in order: what it asked for, and what came of it. */
  readonly asked: readonly { target: string; status: number }[]
  /** Which targets a tunnel was made to, each once. */
  tunnelled(): string[]
  /** Lets `asked` begin anew. */
  forget(): void
  /** What CONNECT is answered from now on; null: nothing at all. */
  answer: number | null
}

type Options = {
  /** Where a name leads, on this machine: nobody else knows these names. */
  names?: Readonly<Record<string, number | undefined>>
  /** user:password, if it wants to know who asks. */
  account?: string
}

/** An HTTP proxy that makes tunnels, and nothing else. */
export const startConnectProxy = async ({ names = {}, account }: Options = {}): Promise<ConnectProxy> => {
  const sockets = new Set<Socket>()
  const asked: { target: string; status: number }[] = []
  const credentials = account && `Basic ${Buffer.from(account).toString('base64')}`
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  })
  server.on('connect', (request, socket: Socket) => {
    const target = request.url ?? ''
    const upstreamPort = names[target]
    const refused = credentials && request.headers['proxy-authorization'] !== credentials ? 407 : null
    const status = refused ?? (proxy.answer === 200 && upstreamPort === undefined ? 502 : proxy.answer)
    asked.push({ target, status: status ?? 0 })
    if (status === null) return
    if (status !== 200 || upstreamPort === undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const upstream = connect(upstreamPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('close', () => upstream.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const proxy: ConnectProxy = {
    port: typeof address === 'object' && address ? address.port : 0,
    asked,
    answer: 200,
    forget: () => void asked.splice(0),
    tunnelled: () => [...new Set(asked.flatMap(({ target, status }) => (status === 200 ? [target] : [])))],
    async [Symbol.asyncDispose]() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
  return proxy
}
