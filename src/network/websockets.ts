import http, { type ClientRequestArgs } from 'node:http'
import https from 'node:https'
import { isIP, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import tls from 'node:tls'
import type { Hear } from './trouble.ts'
import type { Route } from './tunnel.ts'

/**
 * Sends the WebSockets of this process where `route` says. The package ws, on which @discordjs/ws builds the gateway,
 * makes its connections itself, past every agent but one that it is handed, and @discordjs/ws hands it none.
 */
export const routeWebSockets = (route: Route, hear: Hear): Disposable => {
  const stack = new DisposableStack()
  stack.defer(replaceRequest(http, 'http:', route, hear))
  stack.defer(replaceRequest(https, 'https:', route, hear))
  return stack
}

const replaceRequest = (module: typeof http | typeof https, protocol: string, route: Route, hear: Hear) => {
  const { request } = module
  const routed = new Proxy(request, {
    apply(target, self, [options, ...rest]: [ClientRequestArgs, ...unknown[]]) {
      const ask = (given: ClientRequestArgs) => Reflect.apply(target, self, [given, ...rest])
      if (!isWebSocket(options)) return ask(options)
      const { host, port } = options
      const through = route({ protocol, hostname: String(host), port: Number(port) })
      const given = through
        ? { ...options, createConnection: connecting(through, protocol, options) }
        : options
      return ask(given).once('error', (error: Error) => hear(`${host}:${port}`, error))
    },
  })
  // ws looks the function up for each connection.
  Reflect.set(module, 'request', routed)
  return () => void Reflect.set(module, 'request', request)
}

const isWebSocket = ({ agent, createConnection, headers }: ClientRequestArgs) =>
  agent === undefined &&
  createConnection !== undefined &&
  headers !== undefined &&
  'Upgrade' in headers &&
  headers.Upgrade === 'websocket'

type CreateConnection = NonNullable<ClientRequestArgs['createConnection']>

const connecting =
  (through: Promise<Socket>, protocol: string, { host }: ClientRequestArgs): CreateConnection =>
  (_, connected) => {
    const servername = host && !isIP(host) ? host : ''
    through.then(
      (socket) => connected(null, protocol === 'https:' ? tls.connect({ socket, servername }) : socket),
      (error: Error) => connected(error, new Duplex()),
    )
    return null
  }
