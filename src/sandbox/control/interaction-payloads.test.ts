import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import { expect, test } from 'vitest'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'
import { connectRaw, identify } from '../../../test/raw-gateway.ts'

const option = (type: number, name: string, more: object = {}) => ({ type, name, description: name, ...more })

const commands = [
  {
    name: 'admin',
    description: 'Manages',
    options: [
      option(2, 'allow', {
        options: [option(1, 'all', { options: [option(9, 'who'), option(7, 'where'), option(8, 'role')] })],
      }),
      option(1, 'export'),
    ],
  },
]

const open = async () => {
  const fake = await openFakeDiscord({ settings: { rateLimits: false } })
  const app = fake.discord.applicationId
  await fake.api('PUT', `/applications/${app}/commands`, commands)
  const gateway = connectRaw(fake.discord.url)
  await gateway.next(({ op }) => op === 10)
  gateway.send(2, identify(fake.discord.token))
  await gateway.event('READY')
  const [, grace] = fake.state.people
  return {
    ...fake,
    grace,
    async use(form: object) {
      const { status, body } = await fake.control('POST', '/interactions', { author: 'Grace', ...form })
      if (status !== 201) throw new Error(body.error)
      return (await gateway.event('INTERACTION_CREATE')).d
    },
    answer: ({ id, token }: { id: string; token: string }, body: unknown) =>
      fake.api('POST', `/interactions/${id}/${token}/callback?with_response=true`, body),
    after: (method: string, { token }: { token: string }, path: string, body?: unknown) =>
      fake.api(method, `/webhooks/${app}/${token}${path}`, body),
  }
}

const exporting = { kind: 'command', channel: 'general', name: 'admin export' }

const withFile = (json: unknown, name: string, content: string) => {
  const form = new FormData()
  form.set('payload_json', JSON.stringify(json))
  form.set('files[0]', new File([content], name, { type: 'application/json' }))
  return form
}

test('an interaction says where it happened and what its user and the bot may do there', async () => {
  await using it = await open()
  const thread = await it.control('POST', '/channels', {
    type: 'thread',
    parent: 'night-shift',
    name: 'late',
    author: 'Ada',
  })
  const used = await it.use({ ...exporting, channel: 'night-shift' })
  expect(used).toMatchObject({
    context: 0,
    guild_locale: 'en-US',
    channel: { type: 0, nsfw: true, parent_id: expect.any(String), permissions: used.member.permissions },
    member: { roles: [expect.any(String)] },
  })
  expect(used.channel).not.toHaveProperty('permission_overwrites')
  expect(BigInt(used.member.permissions) & Flag.ManageGuild).toBe(Flag.ManageGuild)
  const inThread = await it.use({ ...exporting, channel: thread.body.id })
  expect(inThread.channel).toMatchObject({ type: 11, parent_id: it.idOf('night-shift') })
  const elsewhere = await it.use({ ...exporting, channel: 'lobby' })
  expect(BigInt(elsewhere.member.permissions) & Flag.ManageGuild).toBe(0n)
  expect(BigInt(elsewhere.app_permissions) & Flag.SendMessages).toBe(Flag.SendMessages)
})

test('options of a subcommand in a group carry whom and what they name', async () => {
  await using it = await open()
  const [garden] = it.state.guilds
  const gardeners = garden.roles.find(({ name }: { name: string }) => name === 'Gardeners').id
  const options = { who: it.grace.id, where: it.idOf('seedlings'), role: gardeners }
  const { data } = await it.use({ kind: 'command', channel: 'general', name: 'admin allow all', options })
  expect(data.options).toMatchObject([
    {
      name: 'allow',
      type: 2,
      options: [{ name: 'all', type: 1, options: [{ name: 'who', value: it.grace.id }, {}, {}] }],
    },
  ])
  expect(data.resolved).toMatchObject({
    users: { [it.grace.id]: { username: 'grace' } },
    members: { [it.grace.id]: { roles: [gardeners], permissions: expect.any(String) } },
    roles: { [gardeners]: { name: 'Gardeners' } },
    channels: { [options.where]: { name: 'seedlings', permissions: expect.any(String) } },
  })
  expect(data.resolved.members[it.grace.id]).not.toHaveProperty('user')
})

test('files come with answers for one person alone, with their edits and with what follows', async () => {
  await using it = await open()
  const used = await it.use(exporting)
  const data = { content: 'All of it', flags: 64, attachments: [{ id: '0', description: 'yours' }] }
  const first = await it.answer(used, withFile({ type: 4, data }, 'all.json', '{"a":1}'))
  const [file] = first.body.resource.message.attachments
  expect(file).toMatchObject({ filename: 'all.json', size: 7, description: 'yours' })
  expect(await (await fetch(file.url)).text()).toBe('{"a":1}')

  const kept = { content: 'More', attachments: [{ id: file.id }, { id: '0' }] }
  const edited = await it.after('PATCH', used, '/messages/@original', withFile(kept, 'more.json', '{}'))
  expect(edited.body.attachments).toMatchObject([
    { id: file.id, description: 'yours' },
    { filename: 'more.json' },
  ])
  const replaced = await it.after(
    'PATCH',
    used,
    '/messages/@original',
    withFile({ attachments: [{ id: '0' }] }, 'new.json', '{}'),
  )
  expect(replaced.body.attachments).toMatchObject([{ filename: 'new.json' }])

  const more = await it.after('POST', used, '', withFile({ content: 'And', flags: 64 }, 'and.json', '[]'))
  expect(more.body).toMatchObject({ flags: 64, attachments: [{ filename: 'and.json' }] })
  expect((await it.after('GET', used, `/messages/${more.body.id}`)).body.content).toBe('And')
  expect((await it.after('DELETE', used, `/messages/${more.body.id}`)).status).toBe(204)
  expect((await it.after('GET', used, `/messages/${more.body.id}`)).body.code).toBe(10_008)
  expect((await it.api('GET', `/channels/${it.idOf('general')}/messages`)).body).toEqual([])

  const large = withFile({ content: 'x' }, 'large', 'x'.repeat(10 * 1024 * 1024 + 1))
  expect((await it.after('POST', used, '', large)).body.code).toBe(40_005)
})

test('a form that a button opened may change that button’s message; one of a command may not', async () => {
  await using it = await open()
  const button = { type: 2, style: 1, label: 'Reply', custom_id: 'reply' }
  const posted = await it.api('POST', `/channels/${it.idOf('general')}/messages`, {
    content: 'An answer',
    components: [{ type: 1, components: [button] }],
  })
  const people = { type: 5, custom_id: 'who', required: false }
  const modal = {
    custom_id: 'form',
    title: 'Reply',
    components: [
      { type: 1, components: [{ type: 4, custom_id: 'text', label: 'Reply', style: 2 }] },
      { type: 18, label: 'Who', component: people },
    ],
  }
  const filled = (interaction: string) => ({
    kind: 'modal',
    interaction,
    fields: { text: 'so', who: [it.grace.id] },
  })

  const pressed = await it.use({ kind: 'component', message: posted.body.id, custom_id: 'reply' })
  await it.answer(pressed, { type: 9, data: modal })
  const sent = await it.use(filled(pressed.id))
  expect(sent).toMatchObject({
    type: 5,
    message: { id: posted.body.id },
    data: {
      components: [{}, { component: { values: [it.grace.id] } }],
      resolved: { users: { [it.grace.id]: {} } },
    },
  })
  const changed = await it.answer(sent, withFile({ type: 7, data: { content: 'Changed' } }, 'a.txt', 'a'))
  expect(changed.body.resource.message).toMatchObject({
    id: posted.body.id,
    content: 'Changed',
    attachments: [{ filename: 'a.txt' }],
  })
  const followed = await it.after('POST', sent, '', { content: 'Thanks' })
  expect(followed.body.interaction_metadata).toMatchObject({
    type: 5,
    triggering_interaction_metadata: { type: 3, interacted_message_id: posted.body.id },
  })

  const used = await it.use(exporting)
  await it.answer(used, { type: 9, data: modal })
  const other = await it.use(filled(used.id))
  expect((await it.answer(other, { type: 7, data: { content: 'x' } })).body.code).toBe(50_035)
  const closing = await it.answer(other, { type: 4, data: { content: 'Done', flags: 64 } })
  expect(closing.body.resource.message.interaction_metadata).toMatchObject({
    type: 5,
    triggering_interaction_metadata: { type: 2, id: used.id },
  })
})

test('an answer may be put off silently, and a message for one person is changed by its own buttons', async () => {
  await using it = await open()
  const used = await it.use(exporting)
  const data = { content: 'Sure?', flags: 64, components: [row(press)] }
  const asked = (await it.answer(used, { type: 4, data })).body.resource.message
  const pressing = { kind: 'component', message: asked.id, custom_id: 'press' }
  await expect(it.use({ ...pressing, author: 'Ada' })).rejects.toThrow('somebody else alone')

  const pressed = await it.use(pressing)
  expect(pressed.message).toMatchObject({ id: asked.id, flags: 64 })
  expect((await it.answer(pressed, { type: 6 })).body.resource).toMatchObject({ type: 6 })
  const done = await it.after('PATCH', pressed, '/messages/@original', { content: 'Done', components: [] })
  expect(done.body).toMatchObject({ id: asked.id, content: 'Done', components: [], flags: 64 })
  const more = await it.after('POST', pressed, '', { content: 'By the way', flags: 64 })
  expect(more.body.id).not.toBe(asked.id)
  expect((await it.after('DELETE', used, '/messages/@original')).status).toBe(204)
})

const menu = (count: number, more: object = {}) => ({
  type: 3,
  custom_id: 'menu',
  options: Array.from({ length: count }, (_, index) => ({ label: `${index}`, value: `${index}` })),
  ...more,
})
const row = (...components: object[]) => ({ type: 1, components })
const press = { type: 2, style: 1, label: 'Press', custom_id: 'press' }

test.each([
  ['a menu of 26', [row(menu(26))]],
  ['a menu beside a button', [row(menu(2), press)]],
  ['the same custom_id twice', [row(press), row(press)]],
  ['six rows', Array.from({ length: 6 }, (_, index) => row({ ...press, custom_id: `${index}` }))],
  ['an empty row', [row()]],
  ['too long a placeholder', [row(menu(2, { placeholder: 'x'.repeat(151) }))]],
])('%s is refused', async (_what, components) => {
  await using it = await open()
  const path = `/channels/${it.idOf('general')}/messages`
  expect((await it.api('POST', path, { content: 'x', components })).body.code).toBe(50_035)
  expect((await it.api('POST', path, { content: 'x', components: [row(menu(25)), row(press)] })).status).toBe(
    200,
  )
})

test('a command’s options are named as Discord wants them, the required ones first', async () => {
  await using it = await open()
  const path = `/applications/${it.discord.applicationId}/commands`
  const put = async (...options: object[]) =>
    (await it.api('POST', path, { name: 'new', description: 'x', options })).status
  expect(await put(option(3, 'a', { required: true }), option(3, 'b'))).toBe(201)
  expect(await put(option(3, 'b'), option(3, 'a', { required: true }))).toBe(400)
  expect(await put(option(3, 'a'), option(3, 'a'))).toBe(400)
  expect(await put(option(3, 'Not This'))).toBe(400)
})

test('translations of commands are listed for whoever asks for them', async () => {
  await using it = await open()
  const path = `/applications/${it.discord.applicationId}/commands`
  const name_localizations = { de: 'neu' }
  await it.api('POST', path, { name: 'new', description: 'x', name_localizations })
  const listed = async (query: string) =>
    (await it.api('GET', path + query)).body.find(({ name }: { name: string }) => name === 'new')
  expect(await listed('')).not.toHaveProperty('name_localizations')
  expect(await listed('?with_localizations=true')).toMatchObject({ name_localizations })
})
