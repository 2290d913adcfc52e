import { createServer, type Server } from 'node:http'

/** A port that must be this one, or one that others after it may stand for when it is taken. */
export type Port = { port: number; orNext: boolean }

const TRIES = 20

/** An HTTP server on loopback that listens. Fails with EADDRINUSE when the port is taken and may not move. */
export const listen = async ({ port, orNext }: Port): Promise<{ server: Server; port: number }> => {
  for (let tried = port; ; tried += 1) {
    const server = createServer()
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(tried, '127.0.0.1', resolve)
      })
      const address = server.address()
      return { server, port: typeof address === 'object' && address ? address.port : tried }
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!taken || !orNext || tried === port + TRIES) throw error
    }
  }
}
