import { createServer, type Server } from 'node:http'
import { ConfigurationError } from '../lib/errors.ts'

/** A port that must be this one, or one that others after it may stand for when it is taken. */
export type Port = { port: number; orNext: boolean }

const TRIES = 20

/** An HTTP server on loopback that listens. Throws ConfigurationError when the port can't be had and may not move. */
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
      if (taken && orNext && tried < port + TRIES) continue
      const why = taken ? 'is in use by another program: stop that one, or' : "can't be opened:"
      throw new ConfigurationError(
        'sandbox_port',
        `The sandbox's port ${port} ${why} set SANDBOX_PORT to a free port.`,
        { cause: error },
      )
    }
  }
}
