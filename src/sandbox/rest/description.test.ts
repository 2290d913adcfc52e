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
  const { token, id } = await interaction(fake)
  const callback = `/interactions/${id}/${token}/callback`
  await fake.api('POST', `${callback}?with_response=true`, { type: 4, data: { content: 'x', flags: 64 } })
  const webhook = `/webhooks/${fake.discord.applicationId}/${token}`
  await fake.api('GET', `${webhook}/messages/@original`)
  await fake.api('PATCH', `${webhook}/messages/@original`, { content: 'y' })
  const more = await fake.api('POST', `${webhook}?wait=true`, { content: 'z' })
  await fake.api('GET', `${webhook}/messages/${more.body.id}`)
  await fake.api('PATCH', `${webhook}/messages/${more.body.id}`, {
    content: 'z',
    components: [{ type: 1, components: [button] }],
  })
  await fake.api('DELETE', `${webhook}/messages/${more.body.id}`)
  await fake.control('PATCH', '/application', { team: { name: 'Growers', members: [{ person: 'Grace' }] } })
  await fake.api('GET', '/applications/@me')
  await fake.api('DELETE', `/users/@me/guilds/${guild.id}`)
  expect(seen.filter(({ status }) => status >= 400)).toEqual([])
  const mistakes = seen.flatMap(({ method, path, json, status, answer }) => [
    ...(description?.check(method, path, json) ?? []),
    ...(description?.checkAnswer(method, path, status, answer) ?? []),
  ])
  expect([...new Set(mistakes)]).toEqual([])
})

/** Of somebody who used /ask, as the gateway would have told it. */
const interaction = async ({ control, discord }: Awaited<ReturnType<typeof openFakeDiscord>>) => {
  const form = { kind: 'command', author: 'Ada', channel: 'general', name: 'ask' }
  const { body } = await control('POST', '/interactions', form)
  return discord.world.interactions.get(body.id)!
}
