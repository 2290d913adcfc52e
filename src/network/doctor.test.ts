import { afterEach, beforeEach, expect, test } from 'vitest'
import { startBehindProxy } from '../../test/behind-proxy.ts'
import { outsideAuthority } from '../../test/outside.ts'
import { readOutgoing } from '../config/outgoing.ts'
import { startScriptedServer } from '../../test/scripted-server.ts'
import { startFakeDiscord } from '../sandbox/fake-discord.ts'
import { systemClock } from '../lib/clock.ts'
import { createLog } from '../telemetry/log.ts'
import { examineNetwork } from './doctor.ts'
import { startOutgoing } from './outgoing.ts'

let stack: AsyncDisposableStack
let outside: Awaited<ReturnType<typeof startBehindProxy>>
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  outside = stack.use(await startBehindProxy())
})
afterEach(() => stack.disposeAsync())

const examine = async (
  given: Record<string, string>,
  { apiUrl = outside.variables.DISCORD_API_URL, needed = true } = {},
) => {
  const variables = Object.entries(given).map(([name, value]) => [name, { value, source: 'x' }] as const)
  const { value: outgoing } = await readOutgoing(new Map(variables), '/')
  const common = { outgoing, clock: systemClock }
  await using _outgoing = startOutgoing({ ...common, log: createLog('silent') })
  const { signal } = new AbortController()
  const { findings, reading } = await examineNetwork({ ...common, apiUrl, needed, version: '1', signal })
  return { lines: findings.map(({ level, says }) => `${level}: ${says}`), reading }
}

const authority = { NODE_EXTRA_CA_CERTS: outsideAuthority }
const through = () => ({ HTTPS_PROXY: `http://127.0.0.1:${outside.proxy.port}` })

test('the API and the gateway are reached through a proxy, which is named, and tell the time', async () => {
  const { lines, reading } = await examine({ ...through(), ...authority })
  const way = `through the proxy 127\\.0\\.0\\.1:${outside.proxy.port} \\(HTTPS_PROXY\\), in \\d+ ms\\.$`
  expect(lines).toEqual([
    expect.stringMatching(`^ok: Discord's API \\(discord\\.parley\\.test:443\\) is reached ${way}`),
    expect.stringMatching(`^ok: Discord's gateway \\(gateway\\.parley\\.test:443\\) is reached ${way}`),
  ])
  expect(Math.abs(reading!.said - systemClock.now())).toBeLessThan(5000)
  expect(outside.proxy.tunnelled()).toEqual(['discord.parley.test:443', 'gateway.parley.test:443'])
})

test('a proxy that lets through to the API alone', async () => {
  outside.names['gateway.parley.test:443'] = undefined
  const { lines } = await examine({ ...through(), ...authority })
  expect(lines).toEqual([
    expect.stringMatching(/^ok: Discord's API/),
    expect.stringMatching(/^problem: The proxy .* does not connect to gateway\.parley\.test:443/),
  ])
})

test('what is on this machine is reached past a proxy', async () => {
  const port = { port: 0, orNext: false }
  const { apiUrl } = stack.use(await startFakeDiscord({ port, clock: systemClock }))
  const past = expect.stringMatching(/^ok: .* is reached directly, past the proxy 127/)
  expect((await examine(through(), { apiUrl })).lines).toEqual([past, past])
  expect(outside.proxy.asked).toEqual([])
})

test.each([
  [
    200,
    '<html>Please sign in',
    /^problem: What answers at http\S+ isn't Discord's API \(HTTP 200\): .*sign-in page/,
  ],
  [503, '{}', /^problem: What answers .*\(HTTP 503\): it is failing \(see discordstatus\.com\)/],
  [429, '{"retry_after": 9}', /^problem: Discord's API wants no requests from this address for a while/],
])('what answers with %i and isn’t Discord, or has enough of us', async (status, body, said) => {
  const server = stack.use(await startScriptedServer())
  server.play((response) => response.writeHead(status).end(body))
  const { lines, reading } = await examine({}, { apiUrl: server.url })
  expect({ lines, reading }).toEqual({ lines: [expect.stringMatching(said)], reading: null })
})

test.each([
  [407, /^problem: The proxy 127\.0\.0\.1:\d+ wants a user and a password .* put them into HTTPS_PROXY/],
  [403, /^problem: The proxy .* does not connect to discord\.parley\.test:443 \(it answers 403\): allow/],
])('of a proxy that answers %i it says what the log would', async (status, said) => {
  outside.proxy.answer = status
  const { lines, reading } = await examine({ ...through(), ...authority })
  expect(lines).toEqual([expect.stringMatching(said)])
  expect(reading).toBeNull()
})

test('a proxy that isn’t there', async () => {
  const { lines } = await examine({ HTTPS_PROXY: 'http://me:sesame@127.0.0.1:1' })
  expect(lines).toEqual([
    expect.stringMatching(
      /^problem: The proxy 127\.0\.0\.1:1 can't be reached \(ECONNREFUSED\): check the add/,
    ),
  ])
  expect(lines.join()).not.toContain('sesame')
})

test('a certificate that nobody vouches for', async () => {
  expect((await examine(through())).lines).toEqual([
    expect.stringMatching(
      /^problem: discord\.parley\.test:443 shows a certificate that isn't trusted .*NODE_EXTRA_CA_CERTS/,
    ),
  ])
})

test.each([
  [true, 'problem'],
  [false, 'warning'],
])('nobody there, where Discord is needed: %j', async (needed, level) => {
  const { lines } = await examine({}, { apiUrl: 'http://127.0.0.1:2/api', needed })
  expect(lines).toEqual([
    expect.stringMatching(
      `^${level}: Discord's API \\(127\\.0\\.0\\.1:2\\) can't be reached \\(ECONNREFUSED\\): .*name it in HTTPS_PROXY`,
    ),
  ])
})
