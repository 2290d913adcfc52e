import { describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createFastClock } from './fast-clock.ts'
import { startParley } from './parley.ts'
import { startTcpProxy } from './tcp-proxy.ts'

describe('the operator’s port', () => {
  test('says that all is well, what there was to do, and how it went', async () => {
    await using parley = await startParley()
    await parley.ask('say exactly: One.')
    await parley.ask('say exactly: Two.')
    parley.practice.faults.add({ fault: 'bad_key', provider: 'groq' })
    await parley.ask('say exactly: Three.', { author: 'Grace' })

    expect(await parley.get('/livez')).toMatchObject({ status: 200 })
    expect(await parley.get('/readyz')).toEqual({ status: 200, text: 'ready\n' })
    expect(JSON.parse((await parley.get('/health')).text)).toMatchObject({
      status: 'degraded',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      uptime: expect.any(Number),
      gateway: { status: 'up', details: { shards: 1, ready: 1 } },
      database: { status: 'up' },
      providers: { status: 'degraded', gates: false },
    })
    expect(JSON.parse((await parley.get('/stats')).text)).toEqual({
      hours: 24,
      users: 2,
      conversations: 2,
      messages: 3,
      answers: { groq: 2, gemini: 1 },
      usage: {
        groq: expect.objectContaining({ requests: 2 }),
        gemini: expect.objectContaining({ requests: 1 }),
      },
    })
    const { text: metrics } = await parley.get('/metrics')
    expect(metrics).toMatch(/^nodejs_eventloop_lag_seconds /m)
    expect(metrics).toMatch(/^parley_answers_total\{outcome="answered"\} 3$/m)
    expect(metrics).toMatch(/^parley_gateway_shards\{state="ready"\} 1$/m)
    const { status, text: page } = await parley.get('/')
    expect(status).toBe(200)
    expect(page).toContain('<!doctype html>')
  })

  test('shows nothing of who wrote what: no id, no name, no word', async () => {
    await using parley = await startParley()
    const { turn } = await parley.ask('say exactly: heron')
    for (const path of ['/readyz', '/health', '/stats', '/metrics', '/']) {
      const { text } = await parley.get(path)
      for (const told of ['heron', 'Ada', turn.id, turn.author, turn.channel, turn.guild!])
        expect(text).not.toContain(told)
    }
  })

  test('isn’t ready before the gateway is, and says that it is that', async () => {
    await using parley = await startParley({ clock: createFastClock(20) })
    await parley.stop()
    await parley.fault({ kind: 'refuse_connections', for_ms: 10_000 })
    await parley.start({ ready: false })
    expect(await parley.get('/readyz')).toMatchObject({
      status: 503,
      text: expect.stringMatching(/^not ready\ngateway: /),
    })
    expect((await parley.get('/livez')).status).toBe(200)
    await parley.until('ready', async () => (await parley.get('/readyz')).status === 200)
  })

  test('is there while the database isn’t yet', async () => {
    await using database = await startSwitchedDatabase()
    await using parley = await startParley({ clock: createFastClock(20), database })
    await parley.stop()
    await database.off()
    const port = await freePort()
    const starting = parley.start({ variables: { PORT: String(port) } })
    const address = `http://127.0.0.1:${port}`
    await parley.logged(/can't be used yet/)
    expect((await fetch(`${address}/livez`)).status).toBe(200)
    const unready = await (await fetch(`${address}/readyz`)).text()
    expect(unready).toMatch(/^not ready\nstart: still starting\ndatabase: waiting for Postgres at /)
    const stats = await fetch(`${address}/stats`)
    expect([stats.status, await stats.json()]).toEqual([503, { error: 'The database is not there yet.' }])
    expect((await fetch(`${address}/metrics`)).status).toBe(200)
    await database.on()
    await starting
    expect((await parley.get('/readyz')).status).toBe(200)
  })
})

describe('a database that goes away', () => {
  test('is named, and what is asked meanwhile is answered once it is back', async () => {
    await using database = await startSwitchedDatabase()
    await using parley = await startParley({ clock: createFastClock(10), database })
    await parley.ask('say exactly: Before.')
    await database.off()
    await parley.until('the database is missed', async () =>
      /^database: /m.test((await parley.get('/readyz')).text),
    )
    const question = await parley.say('@Parley say exactly: Meanwhile.')
    await parley.logged(/Postgres is away|could not be recorded/)
    expect((await parley.get('/livez')).status).toBe(200)
    await database.on()
    expect(await parley.answerTo(question)).toMatchObject({ contents: ['Meanwhile.'] })
    await parley.until('ready', async () => (await parley.get('/readyz')).status === 200)
    expect(parley.answers().map(({ content }) => content)).toEqual(['Before.', 'Meanwhile.'])
  })

  test('amid an answer costs nobody a word', async () => {
    const clock = createFastClock(10)
    await using database = await startSwitchedDatabase()
    await using parley = await startParley({ clock, pace: { chunk_ms: 300 }, database })
    const question = await parley.say('@Parley repeat 60 words')
    await parley.until('words are shown', () => parley.answers().length > 0)
    await database.off()
    await clock.sleep(9000)
    await database.on()
    expect(await parley.answerTo(question)).toMatchObject({
      turn: { state: { is: 'answered' } },
      contents: [Array.from({ length: 60 }, (_, index) => `word${index + 1}`).join(' ')],
    })
  })
})

/** A database whose connection can be cut off and brought back. */
const startSwitchedDatabase = async (): Promise<
  TestDatabase & { off(): Promise<void>; on(): Promise<void> }
> => {
  const database = await createTestDatabase()
  const url = new URL(database.url)
  const target = Number(url.port)
  let proxy = await startTcpProxy(target)
  const { port } = proxy
  url.port = String(port)
  const off = () => proxy[Symbol.asyncDispose]()
  return {
    ...database,
    url: url.href,
    off: async () => off(),
    on: async () => void (proxy = await startTcpProxy(target, { port })),
    async [Symbol.asyncDispose]() {
      await off()
      await database[Symbol.asyncDispose]()
    },
  }
}

const freePort = async () => {
  await using proxy = await startTcpProxy(0)
  return proxy.port
}
