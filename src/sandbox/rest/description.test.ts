import { expect, test } from 'vitest'
import { createApiDescription } from '../../../test/discord-api-description.ts'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'
import type { ObservedRequest } from './observe.ts'

const description = createApiDescription()

test('requests and answers are as Discord describes them, where its description is at hand', async () => {
  const seen: ObservedRequest[] = []
  await using fake = await openFakeDiscord({
    settings: { rateLimits: false },
    onRequest: (one) => seen.push(one),
  })
  const [guild] = fake.state.guilds
  const [ada] = fake.state.people
  const channel = `/channels/${fake.idOf('general')}`
  const said = await fake.control('POST', '/messages', {
    channel: 'general',
    author: 'Ada',
    content: 'hello @Parley',
    attachments: [{ filename: 'a.txt', content: 'a' }],
  })
  for (const path of [
    '/gateway',
    '/gateway/bot',
    '/users/@me',
    `/users/${ada.id}`,
    '/users/@me/guilds',
    '/applications/@me',
  ])
    await fake.api('GET', path)
  for (const path of ['', '/channels', '/roles', `/members/${ada.id}`, '/threads/active'])
    await fake.api('GET', `/guilds/${guild.id}${path}`)
  await fake.api('POST', '/users/@me/channels', { recipient_id: ada.id })
  await fake.api('GET', channel)
  await fake.api('POST', `${channel}/typing`)
  const message_reference = { message_id: said.body.id }
  const embeds = [{ title: 'A title', fields: [{ name: 'a', value: 'b' }] }]
  const button = { type: 2, style: 1, label: 'Press', custom_id: 'press' }
  const reply = await fake.api('POST', `${channel}/messages`, {
    content: 'hi',
    nonce: '1-1',
    enforce_nonce: true,
    embeds,
    components: [{ type: 1, components: [button] }],
    allowed_mentions: { parse: [] },
    message_reference,
  })
  const own = `${channel}/messages/${reply.body.id}`
  await fake.api('PATCH', own, { content: 'hi again' })
  await fake.api('PUT', `${own}/reactions/👍/@me`)
  await fake.api('PUT', `${channel}/messages/pins/${reply.body.id}`)
  await fake.api('GET', `${channel}/messages/pins`)
  await fake.api('GET', `${channel}/messages?limit=5`)
  await fake.api('GET', own)
  await fake.api('POST', `${own}/threads`, { name: 'a thread' })
  await fake.api('POST', `${channel}/threads`, { name: 'another', type: 11 })
  const commands = `/applications/${fake.discord.applicationId}/commands`
  await fake.api('PUT', commands, [{ name: 'ask', description: 'Asks', type: 1 }])
  await fake.api('GET', commands)
  await fake.api('DELETE', own)
  expect(seen.filter(({ status }) => status >= 400)).toEqual([])
  const mistakes = seen.flatMap(({ method, path, json, status, answer }) => [
    ...(description?.check(method, path, json) ?? []),
    ...(description?.checkAnswer(method, path, status, answer) ?? []),
  ])
  expect([...new Set(mistakes)]).toEqual([])
})
