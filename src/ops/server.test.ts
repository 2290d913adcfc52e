import { request } from 'node:http'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../../test/fake-clock.ts'
import { ConfigurationError } from '../lib/errors.ts'
import { createHealth, type HealthRegistry, type PartHealth } from '../telemetry/health.ts'
import { createLog } from '../telemetry/log.ts'
import { createMetrics, type Metrics } from '../telemetry/metrics.ts'
import { startOps, type Ops } from './server.ts'

let clock: FakeClock
let health: HealthRegistry
let metrics: Metrics
let stats: () => Promise<unknown>
let lines: string[]
let ops: Ops

const start = (more: { port?: number; defaultPortMoves?: boolean } = {}) =>
  startOps({
    port: 0,
    host: '127.0.0.1',
    health,
    metrics,
    version: '1.2.3',
    stats: () => stats(),
    clock,
    log: createLog('info', (line) => lines.push(line)),
    defaultPortMoves: false,
    ...more,
  })

beforeEach(async () => {
  clock = createFakeClock()
  health = createHealth()
  metrics = createMetrics({ processMetrics: false })
  stats = async () => ({ hours: 24, users: 2, answers: { groq: 5 } })
  lines = []
  ops = await start()
})
afterEach(() => ops[Symbol.asyncDispose]())

const get = (path: string, init: RequestInit = {}) => fetch(ops.url + path, init)
const part = (name: string, said: PartHealth, gates = true) =>
  health.register(name, { gates, check: () => said })

test('it is alive as soon as it listens', async () => {
  const response = await get('/livez')
  expect([response.status, await response.text()]).toEqual([200, 'ok\n'])
})

test('it is not ready while nothing has reported', async () => {
  const response = await get('/readyz')
  expect([response.status, await response.text()]).toEqual([
    503,
    'not ready\nstart: nothing has reported yet\n',
  ])
})

test('it is ready when the parts that matter are there, whatever a provider does', async () => {
  part('database', { status: 'up' })
  part('gateway', { status: 'degraded', reason: 'slow' })
  part('providers', { status: 'down', reason: 'no key' }, false)
  const response = await get('/readyz')
  expect([response.status, await response.text()]).toEqual([200, 'ready\n'])
})

test('each failing part is named, in text and in JSON', async () => {
  part('database', { status: 'down', reason: 'connection refused' })
  part('gateway', { status: 'up' })
  health.register('shards', { gates: true, check: () => Promise.reject(new Error('lost')) })
  const response = await get('/readyz')
  expect(response.status).toBe(503)
  expect(await response.text()).toBe('not ready\ndatabase: connection refused\nshards: lost\n')
  const json = await get('/readyz', { headers: { accept: 'application/json' } })
  expect(json.status).toBe(503)
  expect(await json.json()).toMatchObject({
    status: 'not ready',
    parts: { database: { status: 'down' }, gateway: { status: 'up' }, shards: { reason: 'lost' } },
  })
})

test('health tells version, uptime and every part, and is itself always well', async () => {
  part('database', { status: 'up', details: { latencyMs: 1 } })
  await clock.advance(90_500)
  const of = async () => (await get('/health')).json()
  expect(await of()).toEqual({
    status: 'up',
    version: '1.2.3',
    uptime: 90,
    database: { status: 'up', details: { latencyMs: 1 }, gates: true },
  })
  using providers = part('providers', { status: 'down', reason: 'no key' }, false)
  expect(await of()).toMatchObject({ status: 'degraded', providers: { reason: 'no key' } })
  providers[Symbol.dispose]()
  using _gateway = part('gateway', { status: 'down', reason: 'closed' })
  const response = await get('/health')
  expect([response.status, await response.json()]).toMatchObject([200, { status: 'down' }])
})

test('statistics and metrics are served as their readers want them', async () => {
  metrics.counter('parley_test_total', 'A test.').inc(3)
  expect(await (await get('/stats')).json()).toEqual({ hours: 24, users: 2, answers: { groq: 5 } })
  const response = await get('/metrics')
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  expect(await response.text()).toContain('parley_test_total 3')
})

test('the status page shows every part and number, as text', async () => {
  part('database', { status: 'down', reason: '<script>alert(1)</script>', details: { pool: { idle: 7 } } })
  const response = await get('/')
  const page = await response.text()
  expect(response.status).toBe(200)
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(page).not.toContain('<script')
  expect(page).toMatch(/<dt>pool idle<\/dt>\s*<dd>7<\/dd>/)
  expect(page).toMatch(/<dt>answers groq<\/dt>\s*<dd>5<\/dd>/)
  expect(page).toContain('Not ready')
  const policy = response.headers.get('content-security-policy')
  expect(policy).toMatch(/^default-src 'none';.* style-src 'sha256-[\w+/]+='/)
})

test('the status page does without statistics', async () => {
  stats = () => Promise.reject(new Error('no database yet'))
  const response = await get('/')
  expect(response.status).toBe(200)
  expect(await response.text()).not.toContain('Statistics')
})

test('a failure says nothing of its inside to the asker, and all to the log', async () => {
  stats = () => Promise.reject(new Error('secret inside'))
  const response = await get('/stats')
  expect([response.status, await response.json()]).toEqual([500, { error: 'See the log.' }])
  expect(lines.join()).toContain('secret inside')
})

test('a check that hangs is given up in time', async () => {
  health.register('database', { gates: true, check: () => new Promise(() => {}) })
  const response = get('/readyz')
  while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve))
  await clock.advance(2000)
  expect((await response).status).toBe(503)
  expect(await (await response).json()).toEqual({ error: 'The health checks took longer than 2 s.' })
})

test('what is not there, or not for reading, is 404 in JSON', async () => {
  const missing = await get('/nowhere')
  expect([missing.status, await missing.json()]).toEqual([
    404,
    { error: 'There is nothing at GET /nowhere.' },
  ])
  expect((await get('/health', { method: 'POST' })).status).toBe(404)
  const broken = await get('/%E0%A4%A')
  expect(broken.status).toBe(404)
})

test('HEAD answers as GET does, without a body', async () => {
  part('database', { status: 'up' })
  for (const path of ['/', '/livez', '/readyz', '/health', '/stats', '/metrics']) {
    const response = await get(path, { method: 'HEAD' })
    expect([path, response.status, await response.text()]).toEqual([path, 200, ''])
  }
})

test('every answer has the headers that keep browsers from mischief', async () => {
  for (const path of ['/', '/health', '/nowhere']) {
    const { headers } = await get(path)
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  }
})

test('a port that somebody chose and that is busy is an error that names PORT', async () => {
  const refused = start({ port: ops.port })
  await expect(refused).rejects.toThrow(ConfigurationError)
  await expect(refused).rejects.toThrow(`port ${ops.port} is in use by another program`)
  await expect(refused).rejects.toThrow('set PORT')
})

test('the default port gives way to the next free one', async () => {
  await using other = await start({ port: ops.port, defaultPortMoves: true })
  expect(other.port).toBeGreaterThan(ops.port)
  expect(other.url).toBe(`http://127.0.0.1:${other.port}`)
  expect((await fetch(`${other.url}/livez`)).status).toBe(200)
})

test('it ends within a second, also when somebody keeps a request open', async () => {
  const own = await start()
  health.register('database', { gates: true, check: () => new Promise(() => {}) })
  const open = request(`${own.url}/readyz`).end()
  const cut = once(open, 'error')
  while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve))
  const ended = own[Symbol.asyncDispose]()
  await clock.advance(1000)
  await ended
  await cut
  await using again = await start({ port: own.port })
  expect(again.port).toBe(own.port)
})
