import { afterEach, beforeEach, expect, test } from 'vitest'
import { startConnectProxy, type ConnectProxy } from '../../test/connect-proxy.ts'
import { outsideAuthority, startOutside } from '../../test/outside.ts'
import { readOutgoing } from '../config/outgoing.ts'
import { systemClock } from '../lib/clock.ts'
import { startFakeDiscord, type FakeDiscord } from '../sandbox/fake-discord.ts'
import { createLog } from '../telemetry/log.ts'
import { examineNetwork } from './doctor.ts'
import { startOutgoing } from './outgoing.ts'

let stack: AsyncDisposableStack
let discord: FakeDiscord
let proxy: ConnectProxy
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  discord = stack.use(await startFakeDiscord({ port: { port: 0, orNext: false }, clock: systemClock }))
  const outside = stack.use(await startOutside({ 'discord.parley.test': discord.url }))
  proxy = stack.use(await startConnectProxy({ names: { 'discord.parley.test:443': outside.port } }))
})
afterEach(() => stack.disposeAsync())

const examine = async (given: Record<string, string>, apiUrl = 'https://discord.parley.test/api') => {
  const variables = Object.entries(given).map(([name, value]) => [name, { value, source: 'x' }] as const)
  const { value: outgoing } = await readOutgoing(new Map(variables), '/')
  const common = { outgoing, clock: systemClock }
  await using _outgoing = startOutgoing({ ...common, log: createLog('silent') })
  const { signal } = new AbortController()
  const { finding, reading } = await examineNetwork({ ...common, apiUrl, needed: true, version: '1', signal })
  return { line: `${finding.level}: ${finding.says}`, reading }
}

const authority = { NODE_EXTRA_CA_CERTS: outsideAuthority }
const through = () => ({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` })

test('Discord is reached directly, and tells the time', async () => {
  const { line, reading } = await examine({}, discord.apiUrl)
  expect(line).toMatch(
    /^ok: Discord \(127\.0\.0\.1:\d+\) is reached directly: HTTPS_PROXY names no proxy, in \d+ ms\.$/,
  )
  expect(Math.abs(reading!.said - systemClock.now())).toBeLessThan(5000)
})

test('through a proxy, which is named', async () => {
  const { line } = await examine({ ...through(), ...authority })
  expect(line).toMatch(
    `ok: Discord (discord.parley.test:443) is reached through the proxy 127.0.0.1:${proxy.port} (HTTPS_PROXY), in `,
  )
  expect(proxy.tunnelled()).toEqual(['discord.parley.test:443'])
})

test('past a proxy', async () => {
  expect((await examine(through(), discord.apiUrl)).line).toMatch(/is reached directly, past the proxy 127/)
  expect(proxy.asked).toEqual([])
})

test.each([
  [407, /^problem: The proxy 127\.0\.0\.1:\d+ wants a user and a password .* put them into HTTPS_PROXY/],
  [403, /^problem: The proxy .* does not connect to discord\.parley\.test:443 \(it answers 403\): allow/],
])('a proxy that answers %i, in the words of its log', async (status, said) => {
  proxy.answer = status
  const { line, reading } = await examine({ ...through(), ...authority })
  expect(line).toMatch(said)
  expect(reading).toBeNull()
})

test('a proxy that isn’t there', async () => {
  const { line } = await examine({ HTTPS_PROXY: 'http://me:sesame@127.0.0.1:1' })
  expect(line).toMatch(
    /^problem: The proxy 127\.0\.0\.1:1 can't be reached \(ECONNREFUSED\): check the address/,
  )
  expect(line).not.toContain('sesame')
})

test('a certificate that nobody vouches for', async () => {
  expect((await examine(through())).line).toMatch(
    /^problem: discord\.parley\.test:443 shows a certificate that isn't trusted .*NODE_EXTRA_CA_CERTS/,
  )
})

test('nobody there', async () => {
  expect((await examine({}, 'http://127.0.0.1:2/api')).line).toMatch(
    /^problem: Discord \(127\.0\.0\.1:2\) can't be reached \(ECONNREFUSED\): .*name it in HTTPS_PROXY/,
  )
})
