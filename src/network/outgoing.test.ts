import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { connect, createServer, type Server, type Socket } from 'node:net'
import tls from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startConnectProxy, type ConnectProxy } from '../../test/connect-proxy.ts'
import { createFakeClock } from '../../test/fake-clock.ts'
import { outsideAuthority, startOutside } from '../../test/outside.ts'
import { startScriptedServer } from '../../test/scripted-server.ts'
import { readOutgoing } from '../config/outgoing.ts'
import { createLog } from '../telemetry/log.ts'
import { startOutgoing } from './outgoing.ts'

let stack: AsyncDisposableStack
let proxy: ConnectProxy
const clock = createFakeClock()
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  proxy = stack.use(await startConnectProxy())
})
afterEach(() => stack.disposeAsync())

test('without a proxy, connections stay what they are', async () => {
  const before = theProcess()
  await start({ NO_PROXY: 'example.com' })
  expect(theProcess()).toEqual(before)
})

test('disposed, all is as it was', async () => {
  const before = theProcess()
  const authorities = tls.getCACertificates('default').length
  const { stop } = await start({ HTTPS_PROXY: proxyUrl(), NODE_EXTRA_CA_CERTS: outsideAuthority })
  expect(theProcess()).not.toEqual(before)
  expect(tls.getCACertificates('default').some(isOutside)).toBe(true)
  await stop()
  expect(theProcess()).toEqual(before)
  expect(tls.getCACertificates('default').some(isOutside)).toBe(false)
  expect(new Set(tls.getCACertificates('default')).size).toBeLessThanOrEqual(authorities)
})

describe('which way a request takes', () => {
  test('https and wss by HTTPS_PROXY, http not', async () => {
    await start({ HTTPS_PROXY: proxyUrl() })
    expect(await asked('https://a.test', 'wss://b.test', 'http://c.test', 'ws://d.test')).toEqual([
      'a.test:443',
      'b.test:443',
    ])
  })

  test('all by HTTP_PROXY where that is the only one', async () => {
    await start({ HTTP_PROXY: proxyUrl() })
    expect(await asked('https://a.test', 'wss://b.test', 'http://c.test', 'ws://d.test')).toEqual([
      'a.test:443',
      'b.test:443',
      'c.test:80',
      'd.test:80',
    ])
  })

  test('none of those in NO_PROXY', async () => {
    await start({ HTTPS_PROXY: proxyUrl(), NO_PROXY: 'b.test, parley.test:443' })
    const hosts = ['b.test', 'a.b.test', 'parley.test', 'parley.test:8443', 'c.test']
    const others = ['c.test:443', 'parley.test:8443']
    expect(await asked(...hosts.map((host) => `https://${host}`))).toEqual(others)
    proxy.forget()
    expect(await asked(...hosts.map((host) => `wss://${host}`))).toEqual(others)
  })

  test('what is on this machine never by a proxy', async () => {
    const server = stack.use(await startScriptedServer())
    server.play((response) => response.end('here'))
    const { port } = new URL(server.url)
    await start({ HTTPS_PROXY: proxyUrl(), HTTP_PROXY: proxyUrl() })
    for (const host of ['127.0.0.1', 'localhost']) {
      const response = await fetch(`http://${host}:${port}`)
      expect(await response.text()).toBe('here')
    }
    expect(await asked('http://[::1]:1', 'wss://[::1]:1', 'wss://localhost:1')).toEqual([])
  })

  test('its own, if it brings a connection and is no WebSocket', async () => {
    const server = stack.use(await startScriptedServer())
    server.play((response) => response.end())
    await start({ HTTP_PROXY: proxyUrl() })
    const createConnection = () => connect(Number(new URL(server.url).port), '127.0.0.1')
    await once(http.request({ host: 'a.parley.test', createConnection }).end(), 'response')
    expect(server.asked).toHaveLength(1)
    expect(proxy.asked).toEqual([])
  })
})

test('a proxy may speak TLS itself, with a certificate of an authority that was added', async () => {
  const server = stack.use(await startScriptedServer())
  server.play((response) => response.end('from behind'))
  const inner = stack.use(
    await startConnectProxy({
      names: { 'a.test:80': Number(new URL(server.url).port) },
      account: 'me:secret',
    }),
  )
  const outer = stack.use(await startTlsFront(inner.port))
  const HTTP_PROXY = `https://me:secret@localhost:${outer.port}`
  await start({ HTTP_PROXY, NODE_EXTRA_CA_CERTS: authorityOfLocalhost })
  expect(await (await fetch('http://a.test/')).text()).toBe('from behind')
  expect(inner.tunnelled()).toEqual(['a.test:80'])
})

describe('trouble', () => {
  test('is said once a minute, and never with the password', async () => {
    proxy.answer = 407
    const { lines } = await start({ HTTPS_PROXY: proxyUrl('somebody:sesame@') })
    await asked('https://a.parley.test', 'wss://b.parley.test')
    await asked('https://a.parley.test')
    const said = () => lines.filter((line) => line.includes('wants a user and a password'))
    expect(said()).toHaveLength(1)
    await clock.advance(60_001)
    await asked('https://a.parley.test')
    expect(said()).toHaveLength(2)
    expect(lines.join()).toContain(`127.0.0.1:${proxy.port}`)
    expect(lines.join()).not.toContain('sesame')
  })

  test('of a host that is asked directly is not the proxy’s', async () => {
    const { lines } = await start({ HTTPS_PROXY: proxyUrl(), NO_PROXY: 'parley.test' })
    await asked('https://a.parley.test', 'wss://b.parley.test')
    expect(lines.join()).not.toContain('he proxy 127')
  })

  test.each([
    ['hangs up', (socket: Socket) => socket.destroy()],
    ['is not one', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ])('is told once of a proxy that %s, and it is not asked on and on', async (_, meet) => {
    let connections = 0
    const server = createServer((socket) => {
      connections += 1
      socket.on('error', () => {}).once('data', () => meet(socket))
    })
    stack.defer(() => void server.close())
    const { port } = await listening(server)
    const { lines } = await start({ HTTPS_PROXY: `http://127.0.0.1:${port}` })
    await asked('https://a.test', 'wss://b.test')
    expect(lines.join()).toMatch(/gives no answer when it is asked for a\.test:443/)
    expect(lines.join()).toMatch(/gives no answer when it is asked for b\.test:443/)
    expect(connections).toBe(2)
  })

  test('is told of a certificate, through a tunnel and without', async () => {
    const outside = stack.use(await startOutside({}))
    const tunnel = stack.use(await startConnectProxy({ names: { 'a.parley.test:443': outside.port } }))
    const { lines } = await start({ HTTPS_PROXY: `http://127.0.0.1:${tunnel.port}` })
    await asked('wss://a.parley.test', `https://localhost:${outside.port}`)
    expect(lines.join()).toMatch(/a\.parley\.test:443 shows a certificate that isn't trusted/)
    expect(lines.join()).toMatch(/localhost:\d+ shows a certificate that isn't trusted/)
  })
})

const proxyUrl = (account = '') => `http://${account}127.0.0.1:${proxy.port}`

const start = async (given: Record<string, string>) => {
  const variables = new Map(
    Object.entries(given).map(([name, value]) => [name, { value, source: 'the environment' }]),
  )
  const { value: outgoing, mistakes } = await readOutgoing(variables, '/')
  expect(mistakes).toEqual([])
  const lines: string[] = []
  const log = createLog('debug', (line) => lines.push(line))
  const started = stack.adopt(startOutgoing({ outgoing, clock, log }), (started) =>
    started[Symbol.asyncDispose](),
  )
  return { lines, stop: () => started[Symbol.asyncDispose]() }
}

/** Requests all of them, which comes to nothing, and tells for which of them the proxy was asked. */
const asked = async (...urls: string[]) => {
  await Promise.allSettled(urls.map((url) => (url.startsWith('ws') ? connected(url) : fetch(url))))
  return proxy.asked.map(({ target }) => target).sort()
}

const connected = (url: string) => once(new WebSocket(url), 'open')

/** What is the process', and not ours. */
const theProcess = () => ({
  dispatcher: Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1')),
  http: http.request,
  https: https.request,
})

const authority = readFileSync(outsideAuthority, 'utf8').trim()
const isOutside = (certificate: string) => certificate.trim() === authority

const pathOf = (name: string) => new URL(`../../test/certificates/${name}`, import.meta.url).pathname
const certificate = (name: string) => readFileSync(pathOf(name))
const authorityOfLocalhost = pathOf('authority.crt')

/** Takes the TLS off, and passes the rest on. */
const startTlsFront = async (target: number) => {
  const server = tls.createServer(
    { cert: certificate('localhost.crt'), key: certificate('localhost.key') },
    (socket) => {
      const inner = connect(target, '127.0.0.1')
      socket.on('error', () => inner.destroy()).on('close', () => inner.destroy())
      inner.on('error', () => socket.destroy()).on('close', () => socket.destroy())
      socket.pipe(inner).pipe(socket)
    },
  )
  const { port } = await listening(server)
  return { port, [Symbol.dispose]: () => void server.close() }
}

const listening = async (server: Server) => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0 }
}
