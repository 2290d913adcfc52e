import { request } from 'node:http'
import { expect, test } from 'vitest'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'
import { systemClock } from '../../lib/clock.ts'
import { startFakeDiscord } from '../fake-discord.ts'

const raw = (url: string, headers: Record<string, string>, method = 'GET', body = '') =>
  new Promise<number>((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode!)
    })
    sent.once('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response.statusCode!)
    })
    sent.once('error', reject).end(body)
  })

test('only programs of this machine and the own page are let in, at every door', async () => {
  await using fake = await openFakeDiscord()
  const { host } = new URL(fake.discord.url)
  const { port } = new URL(fake.discord.url)
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'x'.repeat(22) + '==',
    'sec-websocket-version': '13',
  }
  const cases: [Record<string, string>, boolean][] = [
    [{ host }, true],
    [{ host: `localhost:${port}` }, true],
    [{ host, origin: `http://${host}` }, true],
    [{ host: `elsewhere.example:${port}` }, false],
    [{ host: '127.0.0.1' }, false],
    [{ host, origin: 'https://elsewhere.example' }, false],
    [{ host, origin: 'null' }, false],
  ]
  for (const [headers, letIn] of cases) {
    expect(await raw(`${fake.discord.url}/sandbox/state`, headers)).toBe(letIn ? 200 : 403)
    expect(await raw(`${fake.discord.apiUrl}/v10/gateway`, headers)).toBe(letIn ? 200 : 403)
    expect(await raw(fake.discord.url, { ...headers, ...upgrade })).toBe(letIn ? 101 : 403)
  }
})

test('a body must be JSON, so that no form on a page elsewhere can post one', async () => {
  await using fake = await openFakeDiscord()
  const { host } = new URL(fake.discord.url)
  const body = JSON.stringify({ channel: 'general', author: 'Ada', content: 'x' })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    expect(
      await raw(`${fake.discord.url}/sandbox/messages`, { host, 'content-type': type }, 'POST', body),
    ).toBe(415)
  expect(
    await raw(
      `${fake.discord.url}/sandbox/messages`,
      { host, 'content-type': 'application/json' },
      'POST',
      '{',
    ),
  ).toBe(400)
})

test('what is wrong with a request is said in a sentence that names the field', async () => {
  await using fake = await openFakeDiscord()
  const message = { channel: 'general', author: 'Ada', content: 'x' }
  const cases: [string, object, number, string][] = [
    ['/messages', { ...message, colour: 'red' }, 400, 'colour is not a field here.'],
    [
      '/messages',
      { ...message, author: 'Adda' },
      404,
      'author: there is no "Adda": give an id or one of ada, grace, linus.',
    ],
    ['/messages', { ...message, channel: 'genral' }, 404, 'channel: there is no "genral"'],
    ['/messages', { ...message, content: 'x'.repeat(2001) }, 400, 'content: at most 2,000 characters.'],
    ['/messages', { ...message, content: ' ' }, 400, 'content: write something, or attach a file.'],
    ['/messages', { ...message, reply_to: '1' }, 404, 'reply_to: there is no message 1'],
    [
      '/messages',
      { ...message, channel: fake.state.direct_messages[1].id },
      403,
      'author: this person is not in that channel.',
    ],
    ['/faults', { kind: 'earthquake' }, 400, 'kind must be one of cut, reconnect,'],
    ['/faults', { kind: 'rest_status', status: 200 }, 400, 'status'],
    ['/channels', { type: 'voice' }, 400, 'type must be one of text, thread, dm, category.'],
    ['/nonsense', {}, 404, 'There is no POST /sandbox/nonsense here'],
  ]
  for (const [path, body, status, error] of cases)
    expect(await fake.control('POST', path, body)).toMatchObject({
      status,
      body: { error: expect.stringContaining(error) },
    })
})

test('people, guilds and channels come, change and go', async () => {
  await using fake = await openFakeDiscord()
  const { body: barbara } = await fake.control('POST', '/people', { name: 'Barbara' })
  expect(barbara).toMatchObject({
    username: 'barbara',
    global_name: 'Barbara',
    accepts_direct_messages: true,
  })
  const { body: guild } = await fake.control('POST', '/guilds', { name: 'Third', channels: ['one', 'two'] })
  expect(guild).toMatchObject({ has_bot: true, channels: [{ name: 'one', type: 0 }, { name: 'two' }] })
  expect(guild.members).toContain(barbara.id)
  const { body: thread } = await fake.control('POST', '/channels', {
    type: 'thread',
    parent: 'one',
    name: 'aside',
    author: 'Barbara',
  })
  expect(thread).toMatchObject({ type: 11, parent_id: guild.channels[0].id })
  const { body: text } = await fake.control('POST', '/channels', {
    type: 'text',
    guild: 'Third',
    name: 'three',
  })
  expect(text.bot_may).toMatchObject({ view: true, send: true })
  const changed = await fake.control('PATCH', `/channels/${text.id}`, { bot_may: { send: false } })
  expect(changed.body.bot_may).toMatchObject({ view: true, send: false, embed: false, read_history: true })
  const restored = await fake.control('PATCH', `/channels/${text.id}`, {
    bot_may: { send: true },
    name: 'four',
  })
  expect(restored.body).toMatchObject({ name: 'four', bot_may: { send: true } })
  expect((await fake.control('DELETE', `/channels/${text.id}`)).status).toBe(204)
  expect((await fake.control('DELETE', '/guilds/Third/bot')).body.has_bot).toBe(false)
  expect((await fake.control('DELETE', '/guilds/Third/bot')).status).toBe(409)
  expect((await fake.control('PUT', '/guilds/Third/bot')).body.has_bot).toBe(true)
})

test('ids of people, guilds, channels and the bot are the same after a restart', async () => {
  const states = []
  for (let count = 0; count < 2; count += 1) {
    await using fake = await openFakeDiscord()
    states.push(fake.state)
  }
  expect(states[0]).toEqual(states[1])
})

test('events tell the page all that happens, unredacted, as it happens', async () => {
  await using fake = await openFakeDiscord()
  const stream = await fetch(`${fake.discord.url}/sandbox/events`)
  expect(stream.headers.get('content-type')).toBe('text/event-stream')
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  let unread = ''
  const next = async () => {
    while (!unread.includes('\n\n')) unread += (await reader.read()).value ?? ''
    const [event = '', ...rest] = unread.split('\n\n')
    unread = rest.join('\n\n')
    const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(event) ?? []
    return name === undefined ? event : { name, data: JSON.parse(data!) }
  }
  expect(await next()).toMatchObject({ name: 'state', data: { bot: { username: 'Parley' } } })
  const { body: said } = await fake.control('POST', '/messages', {
    channel: 'general',
    author: 'Ada',
    content: 'among people',
  })
  expect(await next()).toEqual({ name: 'message_create', data: said })
  await fake.control('PATCH', `/messages/${said.id}`, { content: 'changed' })
  expect(await next()).toMatchObject({ name: 'message_update', data: { content: 'changed', edit_count: 1 } })
  await fake.api('POST', `/channels/${fake.idOf('general')}/typing`)
  expect(await next()).toMatchObject({
    name: 'typing',
    data: { channel_id: fake.idOf('general'), user: { username: 'Parley' } },
  })
  await fake.control('DELETE', `/messages/${said.id}`)
  expect(await next()).toEqual({
    name: 'message_delete',
    data: { id: said.id, channel_id: fake.idOf('general') },
  })
  await fake.control('POST', '/channels', { type: 'text', guild: 'The Workshop', name: 'new' })
  expect(await next()).toMatchObject({ name: 'channel_create', data: { name: 'new' } })
  expect(await next()).toMatchObject({ name: 'state' })
  await fake.clock.advance(15_000)
  expect(await next()).toBe(': still here')
  await reader.cancel()
})

test('a default port that is busy moves to the next free one, a chosen one fails', async () => {
  await using fake = await openFakeDiscord()
  const port = Number(new URL(fake.discord.url).port)
  await using moved = await startFakeDiscord({ port: { port, orNext: true }, clock: systemClock })
  expect(Number(new URL(moved.url).port)).toBeGreaterThan(port)
  await expect(startFakeDiscord({ port: { port, orNext: false }, clock: systemClock })).rejects.toThrow(
    'SANDBOX_PORT',
  )
})
