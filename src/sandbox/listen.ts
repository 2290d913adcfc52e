import { createServer, type Server } from 'node:http'
import { ConfigurationError } from '../lib/errors.ts'

/** A port that must be this one, or one that others after it may stand for when it is taken. */
export type Port = { port: number; orNext: boolean }

const TRIES = 20

/** An HTTP server on loopback that listens. Throws ConfigurationError when the port is taken and may not move. */
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
      if (!taken) throw error
      if (!orNext || tried === port + TRIES) throw busy(port, error)
    }
  }
}

const busy = (port: number, cause: unknown) =>
  new ConfigurationError(
    'sandbox_port',
    `The sandbox's port ${port} is in use by another program: stop that one, or set SANDBOX_PORT to a free port.`,
    { cause },
  )
