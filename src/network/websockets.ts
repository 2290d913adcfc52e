import https, { type RequestOptions } from 'node:https'

/** Where a connection was to lead, and why it did not come about. */
export type Failed = { hostname: string; port: string; protocol: string; error: Error }

/**
 * Sends this process' WebSockets (wss:) through the global agent, and so through the proxy. The package ws, on which
 * @discordjs/ws builds the gateway, passes every agent by but one that it is handed, and is handed none.
 */
export const tunnelWebSockets = (failed: (failed: Failed) => void): Disposable => {
  const { request } = https
  const tunnelling = new Proxy(request, {
    apply(target, self, [options, ...rest]: [RequestOptions, ...unknown[]]) {
      if (!isWebSocket(options)) return Reflect.apply(target, self, [options, ...rest])
      const tunnelled = { ...options, agent: https.globalAgent, createConnection: undefined }
      const { host: hostname = '', port = '' } = options
      return Reflect.apply(target, self, [tunnelled, ...rest]).once('error', (error: Error) =>
        failed({ hostname: String(hostname), port: String(port), protocol: 'https:', error }),
      )
    },
  })
  // ws looks the function up for each connection.
  Reflect.set(https, 'request', tunnelling)
  return { [Symbol.dispose]: () => void Reflect.set(https, 'request', request) }
}

const isWebSocket = ({ agent, createConnection, headers }: RequestOptions) =>
  agent === undefined &&
  createConnection !== undefined &&
  headers !== undefined &&
  'Upgrade' in headers &&
  headers.Upgrade === 'websocket'
