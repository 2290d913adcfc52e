import { expect, test } from 'vitest'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'
import { connectRaw, identify } from '../../../test/raw-gateway.ts'

const open = async () => {
  const fake = await openFakeDiscord({ settings: { rateLimits: false, maxConcurrency: 16 } })
  const path = `/channels/${fake.idOf('general')}/messages`
  return {
    fake,
    path,
    fault: async (body: object) => (await fake.control('POST', '/faults', body)).body,
    post: (content = 'x') => fake.api('POST', path, { content }),
    posted: async () => (await fake.control('GET', '/channels/general/messages')).body.length,
    identified: async (shard = [0, 1]) => {
      const gateway = connectRaw(fake.discord.url)
      await gateway.next(({ op }) => op === 10)
      gateway.send(2, identify(fake.discord.token, { shard }))
      const ready = await gateway.event('READY')
      return { gateway, ready, token: fake.discord.token }
    },
    say: () =>
      fake.control('POST', '/messages', { channel: 'general', author: 'Ada', content: 'hi @Parley' }),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  }
}

test('a fault waits for its requests, lets some through, counts down and is gone', async () => {
  await using it = await open()
  const made = await it.fault({
    kind: 'rest_status',
    method: 'POST',
    path: '/channels/*/messages',
    status: 503,
    count: 2,
    skip: 1,
  })
  expect(made).toMatchObject({ kind: 'rest_status', status: 503, left: 2 })
  await it.fake.api('GET', it.path)
  const statuses = []
  for (let count = 0; count < 4; count += 1) statuses.push((await it.post()).status)
  expect(statuses).toEqual([200, 503, 503, 200])
  expect((await it.fake.control('GET', '/faults')).body).toEqual([])
  expect(await it.posted()).toBe(2)
})

test('faults are listed and taken back', async () => {
  await using it = await open()
  const { id } = await it.fault({ kind: 'no_hello' })
  await it.fault({ kind: 'refuse_connections', for_ms: 1_000 })
  expect((await it.fake.control('GET', '/faults')).body).toMatchObject([{ id, left: 1 }, { left_ms: 1_000 }])
  expect((await it.fake.control('DELETE', `/faults/${id}`)).status).toBe(204)
  expect((await it.fake.control('DELETE', `/faults/${id}`)).status).toBe(404)
  await it.fake.control('DELETE', '/faults')
  expect((await it.fake.control('GET', '/faults')).body).toEqual([])
})

test('a delayed request does its work after the delay, a late answer comes after the work', async () => {
  await using it = await open()
  await it.fault({ kind: 'rest_delay', path: it.path, ms: 2_000 })
  const delayed = it.post()
  while (it.fake.clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve))
  expect(await it.posted()).toBe(0)
  await it.fake.clock.advance(2_000)
  expect((await delayed).status).toBe(200)
  await it.fault({ kind: 'rest_late', path: it.path, ms: 2_000 })
  let answered = false
  const late = it.post().finally(() => (answered = true))
  while ((await it.posted()) < 2) await new Promise((resolve) => setImmediate(resolve))
  expect(answered).toBe(false)
  await it.fake.clock.advance(2_000)
  expect((await late).status).toBe(200)
})

test('a connection is reset before the work or after it', async () => {
  await using it = await open()
  await it.fault({ kind: 'rest_reset', path: it.path })
  await expect(it.post()).rejects.toThrow('fetch failed')
  expect(await it.posted()).toBe(0)
  await it.fault({ kind: 'rest_reset', path: it.path, after_work: true })
  await expect(it.post()).rejects.toThrow('fetch failed')
  expect(await it.posted()).toBe(1)
})

test('a rate limit is told with how long to wait', async () => {
  await using it = await open()
  await it.fault({ kind: 'rest_rate_limit', path: '/channels/**', retry_after_ms: 1_500, scope: 'shared' })
  const refused = await it.post()
  expect(refused).toMatchObject({ status: 429, body: { retry_after: 1.5, global: false } })
  expect(refused.headers.get('x-ratelimit-scope')).toBe('shared')
})

test('HELLO, acknowledgements and RESUMED can stay away', async () => {
  await using it = await open()
  await it.fault({ kind: 'no_hello' })
  const mute = connectRaw(it.fake.discord.url)
  const { gateway, ready, token } = await it.identified()
  expect(mute.received).toEqual([])
  await it.fault({ kind: 'no_heartbeat_ack' })
  gateway.send(1, 1)
  gateway.send(1, 2)
  await gateway.next(({ op }) => op === 11)
  expect(gateway.received.filter(({ op }) => op === 11)).toHaveLength(1)
  await it.fault({ kind: 'no_resumed' })
  gateway.terminate()
  await gateway.closed
  await it.say()
  const again = connectRaw(it.fake.discord.url)
  await again.next(({ op }) => op === 10)
  again.send(6, { token, session_id: ready.d.session_id, seq: ready.s })
  await again.event('MESSAGE_CREATE')
  expect(again.received.some(({ t }) => t === 'RESUMED')).toBe(false)
})

test('a silent gateway acknowledges heartbeats and keeps events for who resumes', async () => {
  await using it = await open()
  const { gateway, ready, token } = await it.identified()
  await it.fault({ kind: 'silence', for_ms: 10_000 })
  await it.say()
  gateway.send(1, ready.s)
  await gateway.next(({ op }) => op === 11)
  expect(gateway.received.some(({ t }) => t === 'MESSAGE_CREATE')).toBe(false)
  await it.fake.clock.advance(10_000)
  gateway.terminate()
  await gateway.closed
  const again = connectRaw(it.fake.discord.url)
  await again.next(({ op }) => op === 10)
  again.send(6, { token, session_id: ready.d.session_id, seq: ready.s })
  await again.event('MESSAGE_CREATE')
})

test('a shard is cut, told to reconnect or loses its session; the others stay', async () => {
  await using it = await open()
  const [first, second] = [await it.identified([0, 2]), await it.identified([1, 2])]
  expect(await it.fault({ kind: 'reconnect', shard: 0 })).toEqual({ kind: 'reconnect', affected: 1 })
  await first.gateway.next(({ op }) => op === 7)
  await it.fault({ kind: 'invalid_session', resumable: true, shard: 0 })
  expect((await first.gateway.next(({ op }) => op === 9)).d).toBe(true)
  await it.fault({ kind: 'cut', code: 4008, shard: 0 })
  expect((await first.gateway.closed).code).toBe(4008)
  expect(await it.fault({ kind: 'cut' })).toMatchObject({ affected: 1 })
  expect((await second.gateway.closed).code).toBe(1006)
})

test('forgotten sessions cannot be resumed, and connections are refused for a time', async () => {
  await using it = await open()
  const { gateway, ready, token } = await it.identified()
  await it.fault({ kind: 'forget_sessions' })
  gateway.terminate()
  await gateway.closed
  const again = connectRaw(it.fake.discord.url)
  await again.next(({ op }) => op === 10)
  again.send(6, { token, session_id: ready.d.session_id, seq: ready.s })
  expect((await again.next(({ op }) => op === 9)).d).toBe(false)
  await it.fault({ kind: 'refuse_connections', for_ms: 5_000 })
  expect((await connectRaw(it.fake.discord.url).closed).code).toBe(1006)
  await it.fake.clock.advance(5_000)
  await connectRaw(it.fake.discord.url).next(({ op }) => op === 10)
})

test('a forgotten message is gone without an event', async () => {
  await using it = await open()
  const { gateway } = await it.identified()
  const { body } = await it.post()
  await it.fault({ kind: 'forget_message', message: body.id })
  expect((await it.fake.api('PATCH', `${it.path}/${body.id}`, { content: 'y' })).body.code).toBe(10008)
  expect(gateway.received.some(({ t }) => t === 'MESSAGE_DELETE')).toBe(false)
})
