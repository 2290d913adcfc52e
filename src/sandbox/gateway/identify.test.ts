import { constants, createInflate, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'
import { connectRaw, identify } from '../../../test/raw-gateway.ts'

const greeted = async (url: string) => {
  const gateway = connectRaw(url)
  await gateway.next(({ op }) => op === 10)
  return gateway
}

const unpack = (data: Buffer) => (data[0] === 0x78 ? inflateSync(data).toString() : data.toString())

test.each([
  ['a token that is not ours', (token: string) => identify(`${token}x`), 4004],
  ['intents that do not exist', (token: string) => identify(token, { intents: 1 << 30 }), 4013],
  ['intents that are no number', (token: string) => identify(token, { intents: 'all' }), 4013],
  [
    'privileged intents that are switched off',
    (token: string) => identify(token, { intents: 1 << 15 }),
    4014,
  ],
  ['a shard past the last', (token: string) => identify(token, { shard: [2, 2] }), 4010],
])('%s closes the connection', async (_what, payload, code) => {
  await using fake = await openFakeDiscord()
  const gateway = await greeted(fake.discord.url)
  gateway.send(2, payload(fake.discord.token))
  expect((await gateway.closed).code).toBe(code)
})

test('what makes no sense closes the connection with the code for it', async () => {
  await using fake = await openFakeDiscord()
  const cases: [string, number][] = [
    ['no json', 4002],
    [JSON.stringify({ op: 99, d: null }), 4001],
    [JSON.stringify({ op: 3, d: {} }), 4003],
    [JSON.stringify({ op: 1, d: 'x'.repeat(5_000) }), 4002],
  ]
  for (const [text, code] of cases) {
    const gateway = await greeted(fake.discord.url)
    gateway.sendText(text)
    expect((await gateway.closed).code).toBe(code)
  }
  const etf = connectRaw(fake.discord.url, String, 'v=10&encoding=etf')
  expect(await etf.closed).toMatchObject({ code: 4002, reason: expect.stringContaining('encoding=json') })
})

test('a second IDENTIFY on one connection is refused', async () => {
  await using fake = await openFakeDiscord()
  const gateway = await greeted(fake.discord.url)
  gateway.send(2, identify(fake.discord.token))
  await gateway.event('READY')
  gateway.send(2, identify(fake.discord.token))
  expect((await gateway.closed).code).toBe(4005)
})

test('one IDENTIFY in 5 s for each shard modulo max_concurrency, and each counts', async () => {
  await using fake = await openFakeDiscord({ settings: { maxConcurrency: 2, shards: 3 } })
  const limit = async () => (await fake.api('GET', '/gateway/bot')).body
  expect(await limit()).toMatchObject({
    shards: 3,
    session_start_limit: { total: 1000, remaining: 1000, max_concurrency: 2 },
  })
  const begin = async (shard: number) => {
    const gateway = await greeted(fake.discord.url)
    gateway.send(2, identify(fake.discord.token, { shard: [shard, 3] }))
    return gateway.next(({ op, t }) => op === 9 || t === 'READY')
  }
  expect((await begin(0)).t).toBe('READY')
  expect((await begin(1)).t).toBe('READY')
  expect(await begin(2)).toMatchObject({ op: 9, d: false })
  await fake.clock.advance(5_000)
  expect((await begin(2)).t).toBe('READY')
  const { session_start_limit } = await limit()
  expect(session_start_limit).toMatchObject({ remaining: 996, reset_after: 86_395_000 })
  await fake.clock.advance(86_400_000)
  expect((await limit()).session_start_limit).toMatchObject({ remaining: 1000, reset_after: 0 })
})

test('when the budget of the day is spent the token is refused', async () => {
  await using fake = await openFakeDiscord()
  await fake.control('PATCH', '/settings', { identifies_remaining: 0 })
  const gateway = await greeted(fake.discord.url)
  gateway.send(2, identify(fake.discord.token))
  expect((await gateway.closed).code).toBe(4004)
})

test('zlib-stream: one stream runs through all payloads, each of which ends with a flush', async () => {
  await using fake = await openFakeDiscord()
  const inflate = createInflate({ flush: constants.Z_SYNC_FLUSH })
  const frames: Buffer[] = []
  const gateway = connectRaw(
    fake.discord.url,
    (data) => (frames.push(data), ''),
    'v=10&encoding=json&compress=zlib-stream',
  )
  const read = async () => {
    while (frames.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const frame = frames.shift()!
    expect(frame.subarray(-4).toString('hex')).toBe('0000ffff')
    inflate.write(frame)
    await new Promise<void>((resolve) => inflate.flush(constants.Z_SYNC_FLUSH, () => resolve()))
    const chunks = []
    for (let chunk: Buffer | null = inflate.read(); chunk; chunk = inflate.read()) chunks.push(chunk)
    return JSON.parse(Buffer.concat(chunks).toString())
  }
  expect((await read()).op).toBe(10)
  gateway.send(2, identify(fake.discord.token))
  expect((await read()).t).toBe('READY')
  expect((await read()).t).toBe('GUILD_CREATE')
  inflate.destroy()
})

test('compress in IDENTIFY: each payload is deflated by itself', async () => {
  await using fake = await openFakeDiscord()
  const gateway = connectRaw(fake.discord.url, unpack)
  await gateway.next(({ op }) => op === 10)
  gateway.send(2, identify(fake.discord.token, { compress: true }))
  expect((await gateway.event('READY')).d.user.username).toBe('Parley')
  await gateway.event('GUILD_CREATE')
})
