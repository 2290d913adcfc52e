import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createDeadline } from '../lib/clock.ts'
import { ConfigurationError } from '../lib/errors.ts'
import { createRoutes, type OpsParts } from './routes.ts'

export type Ops = AsyncDisposable & { readonly url: string; readonly port: number }

type OpsOptions = OpsParts & {
  /** 0: any that is free. */
  port: number
  host?: string
  /** Nobody chose the port: when it's busy, one of the next is taken. */
  defaultPortMoves: boolean
}

const PORTS_TO_TRY = 20

/** How long responses in flight may take when the port is closed. */
const LAST_RESPONSES_MS = 1000

/** Listens for the operator: probes, metrics and the status page. Throws ConfigurationError when it can't. */
export const startOps = async ({
  port: wanted,
  host = '0.0.0.0',
  defaultPortMoves,
  ...parts
}: OpsOptions): Promise<Ops> => {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, createRoutes(parts))
  const port = await listen(server, host, wanted, defaultPortMoves ? PORTS_TO_TRY : 1)
  const isEverywhere = ['0.0.0.0', '::'].includes(host)
  return {
    port,
    url: `http://${isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      using deadline = createDeadline(parts.clock, LAST_RESPONSES_MS, () => new Error('late'))
      deadline.signal.addEventListener('abort', () => server.closeAllConnections())
      await closed
    },
  }
}

const listen = async (server: Server, host: string, first: number, tries: number): Promise<number> => {
  for (let port = first; ; port++) {
    try {
      server.listen(port, host)
      await once(server, 'listening')
      const address = server.address()
      return typeof address === 'object' && address ? address.port : port
    } catch (error) {
      const isLast = port - first + 1 >= tries || port >= 65_535
      if (isLast || codeOf(error) !== 'EADDRINUSE') throw refused(error, host, first)
    }
  }
}

const refused = (error: unknown, host: string, port: number) => {
  const says = () => {
    switch (codeOf(error)) {
      case 'EADDRINUSE':
        return `The operator's port ${port} is in use by another program: stop that one, or set PORT to a free port.`
      case 'EACCES':
        return `The operator's port ${port} may not be opened by this user: set PORT to one above 1023.`
      default:
        return `The operator's port ${port} can't be opened on ${host} (${codeOf(error)}): set PORT to a free port.`
    }
  }
  return new ConfigurationError('port', says(), { cause: error })
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
