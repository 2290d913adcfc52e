import { expect, test } from 'vitest'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'
import { connectRaw, identify } from '../../../test/raw-gateway.ts'

const option = (type: number, name: string, more: object = {}) => ({ type, name, description: name, ...more })

const commands = [
  {
    name: 'ask',
    description: 'Asks',
    options: [
      option(3, 'question', { required: true, max_length: 10 }),
      option(3, 'provider', { choices: [{ name: 'Groq', value: 'groq' }] }),
      option(4, 'count', { min_value: 1, max_value: 9 }),
      option(5, 'private'),
      option(6, 'whom'),
      option(11, 'file'),
    ],
  },
  { name: 'manage', description: 'For managers', default_member_permissions: '32' },
  { name: 'alone', description: 'Between two', contexts: [1] },
  { name: 'Wave', type: 2 },
]

const open = async () => {
  const fake = await openFakeDiscord({ settings: { rateLimits: false } })
  await fake.api('PUT', `/applications/${fake.discord.applicationId}/commands`, commands)
  const gateway = connectRaw(fake.discord.url)
  await gateway.next(({ op }) => op === 10)
  gateway.send(2, identify(fake.discord.token))
  await gateway.event('READY')
  const use = (form: object) => fake.control('POST', '/interactions', { author: 'Ada', ...form })
  return {
    fake,
    use,
    ask: (options: object) => use({ kind: 'command', channel: 'general', name: 'ask', options }),
    arrived: async () => (await gateway.event('INTERACTION_CREATE')).d,
    answer: ({ id, token }: { id: string; token: string }, type: number, data: object = {}) =>
      fake.api('POST', `/interactions/${id}/${token}/callback`, { type, data }),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  }
}

test('each person is offered what that person may use in that place', async () => {
  await using it = await open()
  const offered = async (channel: string, author: string) => {
    const { body } = await it.fake.control('GET', `/channels/${channel}/commands?author=${author}`)
    return body.map(({ name }: { name: string }) => name)
  }
  expect(await offered('general', 'Ada')).toEqual(['ask', 'manage', 'Wave'])
  expect(await offered('general', 'Linus')).toEqual(['ask', 'Wave'])
  expect(await offered('general', 'Grace')).toEqual(['ask', 'manage', 'Wave'])
  expect(await offered('lobby', 'Grace')).toEqual(['ask', 'Wave'])
  const manage = { kind: 'command', channel: 'general', name: 'manage', author: 'Linus' }
  expect((await it.use(manage)).status).toBe(201)
  const refused = await it.use({ ...manage, offered_only: true })
  expect([refused.status, refused.body.error]).toEqual([
    403,
    'name: "manage" is not for Linus in this channel.',
  ])
  const [direct] = it.fake.state.direct_messages
  expect(await offered(direct.id, 'Ada')).toEqual(['ask', 'manage', 'alone', 'Wave'])
  const foreign = await it.fake.control('GET', `/channels/${direct.id}/commands?author=Grace`)
  expect(foreign.status).toBe(403)
})

test.each([
  [{ question: 'much too long' }, '"question" must be 0 to 10 characters long'],
  [{ question: 'why', provider: 'hal' }, '"provider" must be one of groq'],
  [{ question: 'why', count: 1.5 }, '"count" must be a whole number'],
  [{ question: 'why', count: 10 }, '"count" must be from 1 to 9'],
  [{ question: 'why', private: 'yes' }, '"private" must be true or false'],
  [{ question: 'why', whom: 'nobody' }, '"whom" must be the id of a person'],
  [{ question: 'why', file: 'a.txt' }, '"file" must be a file'],
  [{ provider: 'groq' }, '"question" is required'],
])('an option that the client would not let through is refused: %o', async (options, sentence) => {
  await using it = await open()
  const { status, body } = await it.ask(options)
  expect(status).toBe(400)
  expect(body.error).toContain(sentence)
})

test('a file goes along with a command and can be read where the command says', async () => {
  await using it = await open()
  await it.ask({ question: 'what', file: { filename: 'leaf.txt', content: 'green' } })
  const { data } = await it.arrived()
  const id = data.options.find(({ name }: { name: string }) => name === 'file').value
  const file = data.resolved.attachments[id]
  expect(file).toMatchObject({ filename: 'leaf.txt', size: 5 })
  expect(await (await fetch(file.url)).text()).toBe('green')
})

test('a command on a person carries that person, and its answer says which command it was', async () => {
  await using it = await open()
  await it.use({ kind: 'user_command', channel: 'general', name: 'Wave', person: 'Grace' })
  const waved = await it.arrived()
  const grace = waved.data.target_id
  expect(waved.data.resolved.users[grace]).toMatchObject({ global_name: 'Grace' })
  await it.answer(waved, 4, { content: 'hello' })
  const { body } = await it.fake.control('GET', '/channels/general/messages')
  expect(body[0]).toMatchObject({ type: 23, interaction: { name: 'Wave', user: { global_name: 'Ada' } } })
})

test('what follows an answer is a reply to it, and what was postponed does not count as edited', async () => {
  await using it = await open()
  await it.ask({ question: 'why' })
  const asked = await it.arrived()
  await it.answer(asked, 5, { flags: 64 })
  const hook = `/webhooks/${it.fake.discord.applicationId}/${asked.token}`
  await it.fake.api('PATCH', `${hook}/messages/@original`, { content: 'because', flags: 4 })
  await it.fake.api('POST', hook, { content: 'and so on' })
  const { body } = await it.fake.control('GET', '/channels/general/messages')
  expect(body[0]).toMatchObject({ flags: 64 | 4, edited_timestamp: null, interaction: { name: 'ask' } })
  expect(body[1]).toMatchObject({ type: 19, message_reference: { message_id: body[0].id } })
  expect(body[1].interaction_metadata).toMatchObject({ original_response_message_id: body[0].id })
})

test('a menu takes as many as it asks for, of what it offers, from whoever may see it', async () => {
  await using it = await open()
  await it.ask({ question: 'why' })
  const options = ['mint', 'sage', 'dill'].map((value) => ({ label: value, value }))
  const menus = [
    { type: 3, custom_id: 'herbs', min_values: 2, max_values: 2, options },
    { type: 5, custom_id: 'who' },
  ]
  const components = menus.map((menu) => ({ type: 1, components: [menu] }))
  await it.answer(await it.arrived(), 4, { content: 'choose', components, flags: 64 })
  const { body } = await it.fake.control('GET', '/channels/general/messages')
  const choose = (custom_id: string, values: string[], author = 'Ada') =>
    it.use({ kind: 'component', message: body[0].id, custom_id, values, author })

  expect((await choose('herbs', ['mint'])).body.error).toBe('values: choose 2 to 2 of: mint, sage, dill.')
  expect((await choose('herbs', ['mint', 'hemlock'])).body.error).toContain('"hemlock" is not one of')
  expect((await choose('herbs', ['mint', 'dill'], 'Grace')).status).toBe(403)
  expect((await choose('herbs', ['mint', 'dill'])).status).toBe(201)
  expect((await it.arrived()).data.values).toEqual(['mint', 'dill'])
  const [ada] = it.fake.state.people
  await choose('who', [ada.id])
  expect((await it.arrived()).data.resolved.users[ada.id]).toMatchObject({ global_name: 'Ada' })
})

test('a form is sent as it was built, by whoever it was opened for, and only when it is filled in', async () => {
  await using it = await open()
  await it.ask({ question: 'why' })
  const opener = await it.arrived()
  await it.answer(opener, 9, {
    custom_id: 'form',
    title: 'A form',
    components: [
      { type: 10, content: 'Please' },
      { type: 18, label: 'Name', component: { type: 4, custom_id: 'name', style: 1, min_length: 2 } },
      {
        type: 18,
        label: 'Soil',
        component: { type: 3, custom_id: 'soil', options: [{ label: 'a', value: 'sand' }] },
      },
      { type: 1, components: [{ type: 4, custom_id: 'more', label: 'More', style: 2, required: false }] },
    ],
  })
  const send = (fields: object, author = 'Ada') =>
    it.use({ kind: 'modal', interaction: opener.id, fields, author })
  expect((await send({ soil: 'sand' })).body.error).toBe('fields: "name" is required.')
  expect((await send({ name: 'A', soil: 'sand' })).body.error).toContain('2 to 4000 characters')
  expect((await send({ name: 'Ada', soil: 'sand' }, 'Grace')).status).toBe(403)
  expect((await send({ name: 'Ada', soil: 'sand' })).status).toBe(201)
  expect((await it.arrived()).data.components).toEqual([
    { type: 10 },
    { type: 18, component: { type: 4, custom_id: 'name', value: 'Ada' } },
    { type: 18, component: { type: 3, custom_id: 'soil', values: ['sand'] } },
    { type: 1, components: [{ type: 4, custom_id: 'more', value: '' }] },
  ])
})
