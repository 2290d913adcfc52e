import { expect, test } from 'vitest'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'
import { snowflakeTime } from '../../lib/snowflake.ts'

const open = async (options = {}) => {
  const fake = await openFakeDiscord({ settings: { rateLimits: false }, ...options })
  const path = `/channels/${fake.idOf('general')}/messages`
  const people = async (content: string) =>
    (await fake.control('POST', '/messages', { channel: 'general', author: 'Ada', content })).body
  return {
    fake,
    path,
    people,
    post: (body: unknown) => fake.api('POST', path, body),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  }
}

test('without the token nobody is let in', async () => {
  await using fake = await openFakeDiscord()
  for (const headers of [{}, { authorization: 'Bot wrong' }, { authorization: fake.discord.token }]) {
    const response = await fetch(`${fake.discord.apiUrl}/v10/users/@me`, { headers })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ message: '401: Unauthorized', code: 0 })
  }
  expect((await fetch(`${fake.discord.apiUrl}/v10/gateway`)).status).toBe(200)
})

test('what does not exist is a 404 in the words of Discord, under each version of the API', async () => {
  await using fake = await openFakeDiscord()
  expect(await fake.api('GET', '/no/such/thing')).toMatchObject({
    status: 404,
    body: { message: '404: Not Found', code: 0 },
  })
  expect((await fake.api('GET', '/channels/1')).body).toEqual({ message: 'Unknown Channel', code: 10003 })
  expect((await fake.api('GET', '/guilds/1')).body.code).toBe(10004)
  expect((await fake.api('GET', '/users/1')).body.code).toBe(10013)
  const headers = { authorization: `Bot ${fake.discord.token}` }
  for (const version of ['', '/v9', '/v10'])
    expect((await fetch(`${fake.discord.apiUrl}${version}/users/@me`, { headers })).status).toBe(200)
})

test('2,000 characters are counted by code point, and one more is refused field by field', async () => {
  await using open_ = await open()
  const { post } = open_
  expect((await post({ content: '😀'.repeat(2000) })).status).toBe(200)
  const tooMuch = await post({
    content: '😀'.repeat(2001),
    nonce: 'n'.repeat(26),
    embeds: Array.from({ length: 11 }, () => ({ title: 'x' })),
  })
  expect(tooMuch.status).toBe(400)
  expect(tooMuch.body).toEqual({
    message: 'Invalid Form Body',
    code: 50035,
    errors: {
      content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] },
      nonce: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 25 or fewer in length.' }] },
      embeds: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 0 and 10 in length.' }] },
    },
  })
  const deep = await post({
    content: 'x',
    components: [{ type: 1, components: [{ type: 2, label: 'x'.repeat(81), custom_id: 'a' }] }],
  })
  expect(deep.body.errors.components[0].components[0].label._errors[0].message).toBe(
    'Must be 80 or fewer in length.',
  )
})

test('an empty message, no JSON and a body of the wrong type have their codes', async () => {
  await using open_ = await open()
  const { fake, post, path } = open_
  expect((await post({})).body.code).toBe(50006)
  expect((await post({ content: ' \n ' })).body.code).toBe(50006)
  expect((await post({ content: 7 })).body.errors.content._errors[0].code).toBe('BASE_TYPE_BAD_TYPE')
  const headers = { authorization: `Bot ${fake.discord.token}`, 'content-type': 'application/json' }
  const broken = await fetch(`${fake.discord.apiUrl}/v10${path}`, {
    method: 'POST',
    headers,
    body: '{"content":',
  })
  expect(await broken.json()).toEqual({ message: 'The request body contains invalid JSON.', code: 50109 })
})

test('the space around a text is cut off, as Discord does', async () => {
  await using open_ = await open()
  expect((await open_.post({ content: '\n\n  text \n' })).body.content).toBe('text')
})

test('an enforced nonce gives the earlier message back while the window is open, even when it was deleted', async () => {
  await using open_ = await open()
  const { fake, path, post } = open_
  const nonced = (content: string, nonce: string, more = {}) =>
    post({ content, nonce, enforce_nonce: true, ...more })
  const first = await nonced('first', '1-1')
  expect(first.body.nonce).toBe('1-1')
  expect((await nonced('second', '1-1')).body).toEqual(first.body)
  expect((await nonced('other', '1-2')).body.id).not.toBe(first.body.id)
  expect((await post({ content: 'not enforced', nonce: '1-1' })).body.id).not.toBe(first.body.id)
  const elsewhere = await fake.api('POST', `/channels/${fake.idOf('lobby')}/messages`, {
    content: 'x',
    nonce: '1-2',
    enforce_nonce: true,
  })
  expect(elsewhere.body.content).toBe('other')
  const doomed = await nonced('doomed', '1-3')
  await fake.api('DELETE', `${path}/${doomed.body.id}`)
  expect((await nonced('again', '1-3')).body.id).toBe(doomed.body.id)
  expect((await fake.api('PATCH', `${path}/${doomed.body.id}`, { content: 'x' })).body.code).toBe(10008)
  await fake.clock.advance(180_000)
  expect((await nonced('third', '1-2')).body.content).toBe('third')
})

test('in a strict Discord the nonce window is 3 s', async () => {
  await using open_ = await open({ strict: true })
  const { fake, post } = open_
  const first = await post({ content: 'a', nonce: 'n', enforce_nonce: true })
  await fake.clock.advance(2_999)
  expect((await post({ content: 'b', nonce: 'n', enforce_nonce: true })).body.id).toBe(first.body.id)
  await fake.clock.advance(1)
  expect((await post({ content: 'b', nonce: 'n', enforce_nonce: true })).body.id).not.toBe(first.body.id)
})

test('a reply shows what it answers, and mentions its author unless it may not', async () => {
  await using open_ = await open()
  const { fake, path, people, post } = open_
  const question = await people('hello @Parley')
  const message_reference = { message_id: question.id }
  const reply = await post({ content: 'hi', message_reference })
  expect(reply.body).toMatchObject({
    type: 19,
    mentions: [{ global_name: 'Ada' }],
    referenced_message: { id: question.id },
  })
  const silent = await post({
    content: `<@${question.author.id}> @everyone`,
    message_reference,
    allowed_mentions: { parse: [] },
  })
  expect(silent.body).toMatchObject({ mentions: [], mention_everyone: false })
  await fake.control('DELETE', `/messages/${question.id}`)
  expect((await fake.api('GET', `${path}/${reply.body.id}`)).body.referenced_message).toBeNull()
  const late = await post({ content: 'hi', message_reference })
  expect(late.body.errors.message_reference._errors[0].code).toBe('REPLIES_UNKNOWN_MESSAGE')
  const anyway = await post({
    content: 'hi',
    message_reference: { ...message_reference, fail_if_not_exists: false },
  })
  expect(anyway.body.type).toBe(0)
})

test('ids that come as numbers keep all their digits', async () => {
  await using open_ = await open()
  const { fake, path, people } = open_
  const question = await people('hello @Parley')
  const body = `{"content":"hi","message_reference":{"message_id":${question.id}}}`
  const headers = { authorization: `Bot ${fake.discord.token}`, 'content-type': 'application/json' }
  const response = await fetch(`${fake.discord.apiUrl}/v10${path}`, { method: 'POST', headers, body })
  expect(await response.json()).toMatchObject({ message_reference: { message_id: question.id } })
})

test('what stands in code mentions nobody', async () => {
  await using open_ = await open()
  const { body } = await open_.post({
    content: `\`<@${open_.fake.state.people[0].id}>\` and <@${open_.fake.state.people[1].id}>`,
  })
  expect(body.mentions.map((user: { global_name: string }) => user.global_name)).toEqual(['Grace'])
})

test('own messages are edited and deleted, those of others are not', async () => {
  await using open_ = await open()
  const { fake, path, people, post } = open_
  const own = (await post({ content: 'a', flags: 4 | 4096 })).body
  const edited = (await fake.api('PATCH', `${path}/${own.id}`, { content: 'b' })).body
  expect(edited).toMatchObject({ content: 'b', flags: 4 | 4096, edited_timestamp: expect.any(String) })
  expect((await fake.api('PATCH', `${path}/${own.id}`, { content: '' })).body.code).toBe(50006)
  const other = await people('mine')
  expect((await fake.api('PATCH', `${path}/${other.id}`, { content: 'b' })).body.code).toBe(50005)
  expect((await fake.api('DELETE', `${path}/${own.id}`)).status).toBe(204)
  expect((await fake.api('DELETE', `${path}/${own.id}`)).body.code).toBe(10008)
  await fake.control('PATCH', '/channels/general', { bot_may: { manage_messages: false } })
  expect((await fake.api('DELETE', `${path}/${other.id}`)).body.code).toBe(50013)
})

test('pages are newest first, before, after and around a message', async () => {
  await using open_ = await open()
  const { fake, path, people } = open_
  const ids: string[] = []
  for (let count = 0; count < 7; count += 1) ids.push((await people(`@Parley ${count}`)).id)
  const page = async (query: string) =>
    (await fake.api('GET', `${path}?${query}`)).body.map(({ id }: { id: string }) => ids.indexOf(id))
  expect(await page('')).toEqual([6, 5, 4, 3, 2, 1, 0])
  expect(await page('limit=2')).toEqual([6, 5])
  expect(await page(`limit=2&before=${ids[3]}`)).toEqual([2, 1])
  expect(await page(`limit=2&after=${ids[3]}`)).toEqual([5, 4])
  expect(await page(`limit=3&around=${ids[3]}`)).toEqual([4, 3, 2])
  expect((await fake.api('GET', `${path}?limit=101`)).body.code).toBe(50035)
})

test('REST hides the same content as the gateway', async () => {
  await using open_ = await open()
  const { fake, path, people } = open_
  await people('among people')
  expect((await fake.api('GET', path)).body[0].content).toBe('')
  await fake.control('PATCH', '/settings', { privileged_intents: ['message_content'] })
  expect((await fake.api('GET', path)).body[0].content).toBe('among people')
})

test('files come as multipart, are fetched from their address and stay through an edit', async () => {
  await using open_ = await open()
  const { fake, path } = open_
  const form = new FormData()
  form.set(
    'payload_json',
    JSON.stringify({ content: 'see', attachments: [{ id: 0, description: 'a note' }] }),
  )
  form.set('files[0]', new File(['some text'], 'note.txt', { type: 'text/plain' }))
  const { body } = await fake.api('POST', path, form)
  expect(body.attachments).toMatchObject([
    { filename: 'note.txt', size: 9, content_type: 'text/plain', description: 'a note' },
  ])
  expect(await (await fetch(body.attachments[0].url)).text()).toBe('some text')
  expect(
    (await fake.api('PATCH', `${path}/${body.id}`, { content: 'edited' })).body.attachments,
  ).toHaveLength(1)
  expect((await fake.api('PATCH', `${path}/${body.id}`, { attachments: [] })).body.attachments).toEqual([])
})

test.each([
  ['view', 50001],
  ['send', 50013],
  ['read_history', 160002],
])('without the permission to %s a reply is refused with %i', async (permission, code) => {
  await using open_ = await open()
  const { fake, people, post } = open_
  const question = await people('hello @Parley')
  await fake.control('PATCH', '/channels/general', { bot_may: { [permission]: false } })
  expect((await post({ content: 'hi', message_reference: { message_id: question.id } })).body.code).toBe(code)
})

test('embeds are dropped and files refused where the bot may not send them; threads have a permission of their own', async () => {
  await using open_ = await open()
  const { fake, post, path } = open_
  await fake.control('PATCH', '/channels/general', {
    bot_may: { embed: false, attach: false, send_in_threads: false },
  })
  expect((await post({ content: 'x', embeds: [{ title: 'x' }] })).body.embeds).toEqual([])
  const form = new FormData()
  form.set('files[0]', new File(['x'], 'x.txt'))
  expect((await fake.api('POST', path, form)).body.code).toBe(50013)
  const thread = `/channels/${fake.idOf('what-to-plant')}/messages`
  expect((await fake.api('POST', thread, { content: 'x' })).body.code).toBe(50013)
})

test('the announcements are read-only to the bot, and a guild that it left is closed to it', async () => {
  await using fake = await openFakeDiscord()
  const announcements = fake.idOf('announcements')
  expect((await fake.api('POST', `/channels/${announcements}/messages`, { content: 'x' })).body.code).toBe(
    50013,
  )
  expect((await fake.api('POST', `/channels/${announcements}/typing`)).body.code).toBe(50013)
  await fake.control('DELETE', `/guilds/${fake.state.guilds[0].id}/bot`)
  expect((await fake.api('GET', `/channels/${announcements}`)).body.code).toBe(50001)
  expect((await fake.api('GET', `/guilds/${fake.state.guilds[0].id}`)).body.code).toBe(50001)
  expect((await fake.api('GET', '/users/@me/guilds')).body).toHaveLength(1)
})

test('a direct message is one channel a person, and may be refused by that person', async () => {
  await using fake = await openFakeDiscord()
  const [ada] = fake.state.people
  const opened = await fake.api('POST', '/users/@me/channels', { recipient_id: ada.id })
  expect(opened.body).toMatchObject({
    id: fake.state.direct_messages[0].id,
    type: 1,
    recipients: [{ id: ada.id }],
  })
  await fake.control('PATCH', `/people/${ada.id}`, { accepts_direct_messages: false })
  expect((await fake.api('POST', `/channels/${opened.body.id}/messages`, { content: 'x' })).body.code).toBe(
    50007,
  )
})

test('ids tell the time, grow, and differ', async () => {
  await using open_ = await open()
  const ids: string[] = []
  for (let count = 0; count < 5; count += 1) ids.push((await open_.post({ content: 'x' })).body.id)
  expect(snowflakeTime(ids[0]!)).toBe(open_.fake.clock.now())
  expect(new Set(ids).size).toBe(5)
  expect(ids.toSorted((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1))).toEqual(ids)
})

test('bulk deletion takes 2 to 100 messages of the last two weeks', async () => {
  await using open_ = await open()
  const { fake, path, post } = open_
  const ids = [(await post({ content: 'a' })).body.id, (await post({ content: 'b' })).body.id]
  const remove = (messages: string[]) => fake.api('POST', `${path}/bulk-delete`, { messages })
  expect((await remove([ids[0]])).body.code).toBe(50016)
  expect((await remove(ids)).status).toBe(204)
  expect((await fake.api('GET', path)).body).toEqual([])
  const old = [(await post({ content: 'a' })).body.id, (await post({ content: 'b' })).body.id]
  await fake.clock.advance(15 * 86_400_000)
  expect((await remove(old)).body.code).toBe(50034)
})
