import { Agent, buildConnector, getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import type { Route } from './tunnel.ts'

/**
 * Sends fetch and the requests of every undici in this process where `route` says. undici's own ProxyAgent connects
 * without a pause and for ever to a proxy that hangs up on it, and waits five minutes for one that says nothing.
 */
export const routeRequests = (route: Route): AsyncDisposable => {
  const direct = buildConnector({})
  const before = getGlobalDispatcher()
  const agent = new Agent({
    connect(options, connected) {
      const { protocol, hostname, port } = options
      const through = route({ protocol, hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) })
      if (!through) return direct(options, connected)
      through.then(
        (socket) =>
          protocol === 'https:'
            ? direct({ ...options, httpSocket: socket }, connected)
            : connected(null, socket),
        (error: Error) => connected(error, null),
      )
    },
  })
  setGlobalDispatcher(agent)
  return {
    async [Symbol.asyncDispose]() {
      setGlobalDispatcher(before)
      await agent.destroy()
    },
  }
}
