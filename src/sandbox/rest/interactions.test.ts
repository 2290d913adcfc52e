import { expect, test } from 'vitest'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'
import { connectRaw, identify } from '../../../test/raw-gateway.ts'

const choices = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `${index}`, value: `${index}` }))

const open = async () => {
  const fake = await openFakeDiscord({ settings: { rateLimits: false } })
  const app = fake.discord.applicationId
  const option = { type: 3, name: 'question', description: 'What to ask', required: true, autocomplete: true }
  await fake.api('PUT', `/applications/${app}/commands`, [
    { name: 'ask', description: 'Asks', options: [option] },
    { name: 'Explain', type: 3 },
  ])
  const gateway = connectRaw(fake.discord.url)
  await gateway.next(({ op }) => op === 10)
  gateway.send(2, identify(fake.discord.token))
  await gateway.event('READY')
  const ask = async (more: object = {}) => {
    const form = {
      kind: 'command',
      author: 'Ada',
      channel: 'general',
      name: 'ask',
      options: { question: 'why' },
      ...more,
    }
    const made = await fake.control('POST', '/interactions', form)
    if (made.status !== 201) throw new Error(made.body.error)
    return (await gateway.event('INTERACTION_CREATE')).d
  }
  type Interaction = Awaited<ReturnType<typeof ask>>
  return {
    fake,
    gateway,
    ask,
    answer: ({ id, token }: Interaction, body: unknown, query = '') =>
      fake.api('POST', `/interactions/${id}/${token}/callback${query}`, body),
    after: (method: string, { token }: Interaction, path: string, body?: unknown) =>
      fake.api(method, `/webhooks/${app}/${token}${path}`, body),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  }
}

test('a slash command arrives with its options, and its answer is a message that says whose it is', async () => {
  await using it = await open()
  const interaction = await it.ask()
  expect(interaction).toMatchObject({
    type: 2,
    data: { name: 'ask', type: 1, options: [{ name: 'question', type: 3, value: 'why' }] },
    member: { user: { global_name: 'Ada' } },
    context: 0,
  })
  expect((await it.answer(interaction, { type: 4, data: { content: 'because' } })).status).toBe(204)
  const { d } = await it.gateway.event('MESSAGE_CREATE')
  expect(d).toMatchObject({
    content: 'because',
    type: 20,
    webhook_id: it.fake.discord.applicationId,
    interaction_metadata: { id: interaction.id, user: { global_name: 'Ada' } },
  })
  const shown = await it.fake.control('GET', `/interactions/${interaction.id}`)
  expect(shown.body.answer).toMatchObject({ type: 4, message: { content: 'because' } })
})

test('the first answer comes within 3 s and once', async () => {
  await using it = await open()
  const late = await it.ask()
  await it.fake.clock.advance(3_001)
  expect((await it.answer(late, { type: 4, data: { content: 'x' } })).body).toEqual({
    message: 'Unknown interaction',
    code: 10062,
  })
  const twice = await it.ask()
  const first = await it.answer(twice, { type: 5 }, '?with_response=true')
  expect(first.body).toMatchObject({
    interaction: { id: twice.id, response_message_loading: true, response_message_ephemeral: false },
    resource: { type: 5, message: { flags: 128 } },
  })
  expect((await it.answer(twice, { type: 4, data: { content: 'x' } })).body.code).toBe(40060)
})

test('what was postponed is edited as @original; follow-ups are messages of their own', async () => {
  await using it = await open()
  const interaction = await it.ask()
  expect((await it.after('GET', interaction, '/messages/@original')).body.code).toBe(10015)
  await it.answer(interaction, { type: 5 })
  const edited = await it.after('PATCH', interaction, '/messages/@original', { content: 'done' })
  expect(edited.body).toMatchObject({ content: 'done', flags: 0 })
  const more = await it.after('POST', interaction, '', { content: 'and' })
  expect(
    (await it.after('PATCH', interaction, `/messages/${more.body.id}`, { content: 'and more' })).body.content,
  ).toBe('and more')
  expect((await it.after('DELETE', interaction, `/messages/${more.body.id}`)).status).toBe(204)
  await it.fake.clock.advance(15 * 60_000)
  expect((await it.after('PATCH', interaction, '/messages/@original', { content: 'late' })).body.code).toBe(
    50027,
  )
})

test('an ephemeral answer is seen by one person and found by its token alone', async () => {
  await using it = await open()
  const interaction = await it.ask()
  await it.answer(interaction, { type: 4, data: { content: 'for you', flags: 64 } })
  const original = await it.after('GET', interaction, '/messages/@original')
  expect(original.body).toMatchObject({ content: 'for you', flags: 64 })
  const path = `/channels/${it.fake.idOf('general')}/messages`
  expect((await it.fake.api('GET', `${path}/${original.body.id}`)).body.code).toBe(10008)
  expect((await it.fake.api('GET', path)).body).toEqual([])
  expect(it.gateway.received.some(({ t }) => t === 'MESSAGE_CREATE')).toBe(false)
})

test('an answer needs no permission in the channel', async () => {
  await using it = await open()
  await it.fake.control('PATCH', '/channels/general', { bot_may: { send: false } })
  expect((await it.answer(await it.ask(), { type: 4, data: { content: 'x' } })).status).toBe(204)
})

test('autocomplete is answered with choices, of which there are 25 at most', async () => {
  await using it = await open()
  const interaction = await it.ask({ kind: 'autocomplete', focused: 'question', options: { question: 'wh' } })
  expect(interaction).toMatchObject({
    type: 4,
    data: { options: [{ name: 'question', value: 'wh', focused: true }] },
  })
  expect((await it.answer(interaction, { type: 8, data: { choices: choices(26) } })).body.code).toBe(50035)
  expect((await it.answer(interaction, { type: 4, data: { content: 'x' } })).body.code).toBe(50035)
  expect((await it.answer(interaction, { type: 8, data: { choices: choices(2) } })).status).toBe(204)
  const shown = await it.fake.control('GET', `/interactions/${interaction.id}`)
  expect(shown.body.answer.choices).toHaveLength(2)
})

test('a button changes its message or opens a form, and the form is sent', async () => {
  await using it = await open()
  const row = { type: 1, components: [{ type: 2, style: 1, label: 'Again', custom_id: 'again' }] }
  const path = `/channels/${it.fake.idOf('general')}/messages`
  const { body: message } = await it.fake.api('POST', path, { content: 'press', components: [row] })
  const press = () =>
    it.ask({
      kind: 'component',
      message: message.id,
      custom_id: 'again',
      channel: undefined,
      name: undefined,
      options: undefined,
    })
  const pressed = await press()
  expect(pressed).toMatchObject({
    type: 3,
    data: { custom_id: 'again', component_type: 2 },
    message: { id: message.id },
  })
  await it.answer(pressed, { type: 7, data: { content: 'pressed', components: [] } })
  expect((await it.fake.api('GET', `${path}/${message.id}`)).body).toMatchObject({
    content: 'pressed',
    components: [],
  })
  await expect(press()).rejects.toThrow('there is no "again" here')

  const opener = await it.ask()
  const input = { type: 4, custom_id: 'reason', label: 'Why', style: 1 }
  const modal = { custom_id: 'form', title: 'A form', components: [{ type: 1, components: [input] }] }
  expect((await it.answer(opener, { type: 9, data: modal })).status).toBe(204)
  const form = { kind: 'modal', author: 'Ada', interaction: opener.id, fields: { reason: 'so' } }
  await it.fake.control('POST', '/interactions', form)
  const { d: sent } = await it.gateway.next(({ t, d }) => t === 'INTERACTION_CREATE' && d.type === 5)
  expect(sent.data).toEqual({
    custom_id: 'form',
    components: [{ type: 1, components: [{ ...input, label: undefined, style: undefined, value: 'so' }] }],
  })
})

test('a command on a message carries that message', async () => {
  await using it = await open()
  const said = await it.fake.control('POST', '/messages', {
    channel: 'general',
    author: 'Grace',
    content: 'difficult',
  })
  const form = { kind: 'message_command', author: 'Ada', name: 'Explain', message: said.body.id }
  await it.fake.control('POST', '/interactions', form)
  const { d } = await it.gateway.event('INTERACTION_CREATE')
  expect(d.data).toMatchObject({
    type: 3,
    target_id: said.body.id,
    resolved: { messages: { [said.body.id]: { content: 'difficult' } } },
  })
})

test('commands keep their ids when they are put again, and go when they are left out', async () => {
  await using it = await open()
  const path = `/applications/${it.fake.discord.applicationId}/commands`
  const before = (await it.fake.api('GET', path)).body
  const after = (await it.fake.api('PUT', path, [{ name: 'ask', description: 'Asks better' }])).body
  expect(after).toMatchObject([{ id: before[0].id, description: 'Asks better' }])
  expect((await it.fake.api('POST', path, { name: 'new', description: 'x' })).status).toBe(201)
  expect((await it.fake.api('POST', path, { name: 'new', description: 'y' })).status).toBe(200)
  expect((await it.fake.api('POST', path, { name: 'No Spaces', description: 'y' })).body.code).toBe(50035)
  expect((await it.fake.api('GET', '/applications/1/commands')).body.code).toBe(20012)
  const guild = `/applications/${it.fake.discord.applicationId}/guilds/${it.fake.state.guilds[1].id}/commands`
  await it.fake.api('POST', guild, { name: 'here', description: 'x' })
  await expect(it.ask({ name: 'here', options: {} })).rejects.toThrow('It has registered: ask, new')
  expect(await it.ask({ name: 'here', options: {}, channel: 'lobby' })).toMatchObject({
    data: { guild_id: it.fake.state.guilds[1].id },
  })
})
