import { expect, test } from 'vitest'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'
import { connectRaw, identify } from '../../../test/raw-gateway.ts'

const sessionOf = async (fake: Awaited<ReturnType<typeof openFakeDiscord>>, more: object = {}) => {
  const gateway = connectRaw(fake.discord.url)
  await gateway.next(({ op }) => op === 10)
  gateway.send(2, identify(fake.discord.token, more))
  const ready = await gateway.event('READY')
  const resumeWith = (seq: number) => {
    const again = connectRaw(fake.discord.url)
    return again
      .next(({ op }) => op === 10)
      .then(() => again.send(6, { token: fake.discord.token, session_id: ready.d.session_id, seq }))
      .then(() => again)
  }
  return { gateway, ready, resumeWith }
}

const say = (fake: Awaited<ReturnType<typeof openFakeDiscord>>, content: string, more: object = {}) =>
  fake.control('POST', '/messages', { channel: 'general', author: 'Ada', content, ...more })

test('READY names the guilds of the shard as unavailable, then each comes whole', async () => {
  await using fake = await openFakeDiscord()
  const { gateway, ready } = await sessionOf(fake)
  expect(ready.d).toMatchObject({ v: 10, user: { username: 'Parley', bot: true }, shard: [0, 1] })
  expect(ready.d.guilds).toEqual(
    fake.state.guilds.map(({ id }: { id: string }) => ({ id, unavailable: true })),
  )
  const garden = await gateway.event('GUILD_CREATE')
  expect(garden.d).toMatchObject({ name: "Parley's Garden", member_count: 4 })
  expect(garden.d.channels.map(({ name }: { name: string }) => name)).toContain('general')
  expect(garden.d.threads).toHaveLength(1)
  const managed = garden.d.roles.find(
    ({ tags }: { tags?: { bot_id: string } }) => tags?.bot_id === fake.discord.botId,
  )
  expect(managed).toMatchObject({ name: 'Parley', managed: true })
})

test('each guild goes to the shard that its id says, direct messages to shard 0', async () => {
  await using fake = await openFakeDiscord({ settings: { maxConcurrency: 2 } })
  const shards = await Promise.all([0, 1].map((shard) => sessionOf(fake, { shard: [shard, 2] })))
  const guilds = shards.map(({ ready }) =>
    ready.d.guilds.map(({ id }: { id: string }) => Number((BigInt(id) >> 22n) % 2n)),
  )
  expect(guilds).toEqual([[0], [1]])
  await fake.control('POST', '/messages', {
    channel: fake.state.direct_messages[0].id,
    author: 'Ada',
    content: 'psst',
  })
  expect((await shards[0]!.gateway.event('MESSAGE_CREATE')).d.content).toBe('psst')
  expect(shards[1]!.gateway.received.some(({ t }) => t === 'MESSAGE_CREATE')).toBe(false)
})

test('without the privileged intent, content comes only with what is meant for the bot', async () => {
  await using fake = await openFakeDiscord()
  const { gateway } = await sessionOf(fake)
  const role = fake.state.guilds[0].roles.find(({ managed }: { managed: boolean }) => managed).id
  const attachments = [{ filename: 'a.txt', content: 'a' }]
  const mine = await fake.api('POST', `/channels/${fake.idOf('general')}/messages`, { content: 'mine' })
  await say(fake, 'among people', { attachments })
  await say(fake, 'hello @Parley', { attachments })
  await say(fake, `hello <@&${role}>`)
  await say(fake, 'a reply that pings', { reply_to: mine.body.id })
  await say(fake, 'a reply that does not', { reply_to: mine.body.id, ping: false })
  const seen = []
  for (let count = 0; count < 6; count += 1) seen.push((await gateway.event('MESSAGE_CREATE')).d)
  expect(seen.map(({ content }) => content)).toEqual([
    'mine',
    '',
    `hello <@${fake.discord.botId}>`,
    `hello <@&${role}>`,
    'a reply that pings',
    '',
  ])
  expect(seen.map(({ attachments }) => attachments.length)).toEqual([0, 0, 1, 0, 0, 0])
  expect(seen[5].referenced_message.content).toBe('mine')
})

test('with the intent switched on and asked for, everything is readable', async () => {
  await using fake = await openFakeDiscord()
  await fake.control('PATCH', '/settings', { privileged_intents: ['message_content'] })
  const { gateway, ready } = await sessionOf(fake, { intents: 1 | (1 << 9) | (1 << 15) })
  expect(ready.d.application.flags & (1 << 19)).not.toBe(0)
  await say(fake, 'among people')
  expect((await gateway.event('MESSAGE_CREATE')).d.content).toBe('among people')
})

test('a message event says where, by whom and under which nonce', async () => {
  await using fake = await openFakeDiscord()
  const { gateway } = await sessionOf(fake)
  await say(fake, '@Parley and @Grace')
  const { d } = await gateway.event('MESSAGE_CREATE')
  expect(d).toMatchObject({
    guild_id: fake.state.guilds[0].id,
    channel_type: 0,
    author: { global_name: 'Ada' },
  })
  expect(d.member.roles).toEqual([])
  expect(d.member.user).toBeUndefined()
  expect(d.mentions.map((user: { member: object }) => typeof user.member)).toEqual(['object', 'object'])
  await fake.api('POST', `/channels/${fake.idOf('general')}/messages`, { content: 'x', nonce: '7-1' })
  expect((await gateway.event('MESSAGE_CREATE')).d.nonce).toBe('7-1')
})

test('who resumes gets what came since, in order, then RESUMED; then it goes on', async () => {
  await using fake = await openFakeDiscord()
  const { gateway, resumeWith } = await sessionOf(fake)
  await say(fake, 'one @Parley')
  const first = await gateway.event('MESSAGE_CREATE')
  gateway.terminate()
  await gateway.closed
  await say(fake, 'two @Parley')
  await say(fake, 'three @Parley')
  const again = await resumeWith(first.s!)
  await again.event('RESUMED')
  const replayed = again.received.filter(({ t }) => t === 'MESSAGE_CREATE')
  expect(replayed.map(({ d }) => d.content.split(' ')[0])).toEqual(['two', 'three'])
  expect(replayed.map(({ s }) => s)).toEqual([first.s! + 1, first.s! + 2])
  expect(again.received.some(({ t }) => t === 'READY')).toBe(false)
  await say(fake, 'four @Parley')
  await again.next(({ t, d }) => t === 'MESSAGE_CREATE' && d.content.startsWith('four'))
})

test('a session that its client ended, that expired or that is ahead of us is not resumed', async () => {
  await using fake = await openFakeDiscord({ settings: { maxConcurrency: 16 } })
  const ended = await sessionOf(fake)
  ended.gateway.close(1000)
  await ended.gateway.closed
  const expired = await sessionOf(fake, { shard: [1, 4] })
  expired.gateway.close(4200)
  await expired.gateway.closed
  await fake.clock.advance(180_000)
  const ahead = await sessionOf(fake, { shard: [2, 4] })
  const attempts = [ended.resumeWith(1), expired.resumeWith(1), ahead.resumeWith(1_000)]
  for (const attempt of attempts) {
    const invalid = await (await attempt).next(({ op }) => op === 9)
    expect(invalid.d).toBe(false)
  }
})

test('who resumes a session that is in use puts the other off', async () => {
  await using fake = await openFakeDiscord()
  const { gateway, ready, resumeWith } = await sessionOf(fake)
  const thief = await resumeWith(ready.s!)
  await thief.event('RESUMED')
  expect((await gateway.closed).code).toBe(4000)
  await say(fake, 'now @Parley')
  await thief.event('MESSAGE_CREATE')
})

test('a strict Discord keeps nothing that a heartbeat has acknowledged, and at most 100 events', async () => {
  await using fake = await openFakeDiscord({ strict: true, settings: { rateLimits: false } })
  const { gateway, resumeWith } = await sessionOf(fake)
  await say(fake, 'one @Parley')
  const first = await gateway.event('MESSAGE_CREATE')
  gateway.send(1, first.s)
  await gateway.next(({ op }) => op === 11)
  gateway.terminate()
  await gateway.closed
  const tooEarly = await resumeWith(first.s! - 1)
  expect((await tooEarly.next(({ op }) => op === 9)).d).toBe(false)
  for (let count = 0; count < 100; count += 1) await say(fake, `${count} @Parley`)
  const again = await resumeWith(first.s!)
  await again.event('RESUMED')
  again.terminate()
  await again.closed
  for (let count = 0; count < 101; count += 1) await say(fake, `${count} @Parley`)
  const tooLate = await resumeWith(first.s! + 101)
  expect((await tooLate.next(({ op }) => op === 9)).d).toBe(false)
})

test('a client whose heartbeats stop is closed with 4009; one that sends them stays', async () => {
  await using fake = await openFakeDiscord()
  const { gateway } = await sessionOf(fake)
  await fake.clock.advance(41_250)
  gateway.send(1, 1)
  await gateway.next(({ op }) => op === 11)
  await fake.clock.advance(60_000)
  gateway.send(1, 1)
  await gateway.next(({ op }) => op === 11)
  await fake.clock.advance(62_000)
  expect((await gateway.closed).code).toBe(4009)
})

test('no more than 120 payloads in a minute', async () => {
  await using fake = await openFakeDiscord()
  const { gateway } = await sessionOf(fake)
  for (let count = 0; count < 120; count += 1) gateway.send(1, 1)
  expect((await gateway.closed).code).toBe(4008)
})

test('channels that the bot cannot see are silent', async () => {
  await using fake = await openFakeDiscord()
  const { gateway } = await sessionOf(fake)
  await fake.control('PATCH', '/channels/general', { bot_may: { view: false } })
  await say(fake, 'hello @Parley')
  await fake.control('POST', '/messages', { channel: 'lobby', author: 'Ada', content: 'hello @Parley' })
  await gateway.event('CHANNEL_UPDATE')
  expect((await gateway.event('MESSAGE_CREATE')).d.channel_id).toBe(fake.idOf('lobby'))
})

test('members are told in one chunk to who asks for them', async () => {
  await using fake = await openFakeDiscord()
  const { gateway } = await sessionOf(fake)
  gateway.send(8, { guild_id: fake.state.guilds[0].id, query: 'gr', limit: 5, nonce: 'n' })
  const { d } = await gateway.event('GUILD_MEMBERS_CHUNK')
  expect(d).toMatchObject({ chunk_index: 0, chunk_count: 1, nonce: 'n' })
  expect(d.members.map((member: { user: { global_name: string } }) => member.user.global_name)).toEqual([
    'Grace',
  ])
})
