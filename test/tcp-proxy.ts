import { connect, createServer, type Socket } from 'node:net'

export type TcpProxy = AsyncDisposable & {
  readonly port: number
  /** How many pieces have come from clients. */
  readonly fromClients: number
  /** Cuts all connections there are. */
  cut(): void
  /** From now on nothing gets through, and nobody is told. */
  freeze(): void
}

/** Passes on what comes to `port` (0: any) to `target` on this machine, `delay` milliseconds later each way. */
export const startTcpProxy = async (target: number, { port = 0, delay = 0 } = {}): Promise<TcpProxy> => {
  const sockets = new Set<Socket>()
  let fromClients = 0
  let frozen = false
  const pass = (from: Socket, to: Socket, count: () => void) => {
    sockets.add(from)
    from.setNoDelay(true)
    from.on('error', () => to.destroy())
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
    from.on('data', (piece) => {
      count()
      setTimeout(() => frozen || to.write(piece), delay)
    })
  }
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    pass(client, upstream, () => (fromClients += 1))
    pass(upstream, client, () => {})
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  const cut = () => sockets.forEach((socket) => socket.destroy())
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    get fromClients() {
      return fromClients
    },
    cut,
    freeze: () => void (frozen = true),
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
