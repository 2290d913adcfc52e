import type { IncomingMessage } from 'node:http'

/**
 * Whether a request comes from this machine's own programs or from a page that this server itself served. A web
 * page from elsewhere, or one that points a name of its own here, must not be able to spend a provider's key.
 */
export const isLocal = (request: IncomingMessage) => {
  const port = request.socket.localPort
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`)
  const { host, origin } = request.headers
  return (
    host !== undefined &&
    hosts.includes(host.toLowerCase()) &&
    (origin === undefined || origin === `http://${host}`)
  )
}
