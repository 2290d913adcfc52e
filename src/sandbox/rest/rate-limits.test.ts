import { expect, test } from 'vitest'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'

test('five messages in 5 s a channel, counted down in the headers; then 429 until the window ends', async () => {
  await using fake = await openFakeDiscord()
  const post = (channel = 'general') =>
    fake.api('POST', `/channels/${fake.idOf(channel)}/messages`, { content: 'x' })
  const first = await post()
  expect(Object.fromEntries(first.headers)).toMatchObject({
    'x-ratelimit-limit': '5',
    'x-ratelimit-remaining': '4',
    'x-ratelimit-reset-after': '5.000',
    'x-ratelimit-reset': ((fake.clock.now() + 5_000) / 1000).toFixed(3),
    'x-ratelimit-bucket': expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  for (let count = 0; count < 4; count += 1) expect((await post()).status).toBe(200)
  await fake.clock.advance(1_500)
  const refused = await post()
  expect(refused).toMatchObject({ status: 429, body: { retry_after: 3.5, global: false } })
  expect(Object.fromEntries(refused.headers)).toMatchObject({
    'retry-after': '4',
    'x-ratelimit-scope': 'user',
  })
  expect((await post('lobby')).headers.get('x-ratelimit-bucket')).toBe(
    first.headers.get('x-ratelimit-bucket'),
  )
  await fake.clock.advance(3_500)
  expect((await post()).status).toBe(200)
})

test('edits have a bucket of their own', async () => {
  await using fake = await openFakeDiscord()
  const path = `/channels/${fake.idOf('general')}/messages`
  const { body } = await fake.api('POST', path, { content: 'x' })
  const edits = []
  for (let count = 0; count < 6; count += 1)
    edits.push((await fake.api('PATCH', `${path}/${body.id}`, { content: `${count}` })).status)
  expect(edits).toEqual([200, 200, 200, 200, 200, 429])
})

test('fifty requests a second in all, but not for the answers to interactions', async () => {
  await using fake = await openFakeDiscord()
  const users = fake.state.people.map(({ id }: { id: string }) => `/users/${id}`)
  for (let count = 0; count < 50; count += 1)
    await fake.api('GET', ['/users/@me', '/gateway', ...users][count % 5])
  const refused = await fake.api('GET', '/users/@me/guilds')
  expect(refused).toMatchObject({ status: 429, body: { global: true } })
  expect(refused.headers.get('x-ratelimit-global')).toBe('true')
  expect((await fake.api('POST', '/interactions/1/x/callback', { type: 4 })).body.code).toBe(10062)
  await fake.clock.advance(1_000)
  expect((await fake.api('GET', '/users/@me')).status).toBe(200)
})

test('they can be switched off', async () => {
  await using fake = await openFakeDiscord()
  await fake.control('PATCH', '/settings', { rate_limits: false })
  for (let count = 0; count < 8; count += 1)
    expect(
      (await fake.api('POST', `/channels/${fake.idOf('general')}/messages`, { content: 'x' })).status,
    ).toBe(200)
})
