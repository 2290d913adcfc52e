import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as ask, type IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import { connect } from 'node:net'

const certificate = (name: string) => new URL(`certificates/${name}`, import.meta.url).pathname

/** What has to be trusted to talk to what is outside. */
export const outsideAuthority = certificate('outside-authority.crt')

export type Outside = AsyncDisposable & { readonly port: number }

/**
 * Servers with names and TLS, as they are on the internet: https://NAME/… is answered by the HTTP server on loopback
 * that `servers` gives for the name, which takes the request for one to itself.
 */
export const startOutside = async (servers: Readonly<Record<string, string>>): Promise<Outside> => {
  const tls = {
    cert: readFileSync(certificate('outside.crt')),
    key: readFileSync(certificate('outside.key')),
  }
  const inside = ({ headers }: IncomingMessage) => {
    const url = servers[headers.host ?? '']
    if (url === undefined) throw new Error(`nobody is called ${headers.host}`)
    return new URL(url)
  }
  const server = createServer(tls, (request, response) => {
    const { host, hostname, port } = inside(request)
    const { method, url: path } = request
    const passed = ask({ hostname, port, method, path, headers: { ...request.headers, host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
      answer.on('error', () => response.destroy())
    })
    passed.on('error', () => response.destroy())
    response.on('close', () => passed.destroy())
    request.pipe(passed)
  })
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    const { host, hostname, port } = inside(request)
    const upstream = connect(Number(port), hostname, () => {
      const headers = Object.entries({ ...request.headers, host }).map(
        ([name, value]) => `${name}: ${String(value)}\r\n`,
      )
      upstream.write(`GET ${request.url} HTTP/1.1\r\n${headers.join('')}\r\n`)
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
