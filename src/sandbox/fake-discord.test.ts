import {
  ActionRowBuilder,
  ApplicationCommandOptionType,
  ButtonBuilder,
  ButtonStyle,
  Client,
  Events,
  GatewayIntentBits,
  type Interaction,
  Partials,
} from 'discord.js'
import { expect, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { startFakeDiscord } from './fake-discord.ts'

const { Guilds, GuildMessages, DirectMessages, GuildMessageTyping } = GatewayIntentBits

/** discord.js' own client, logged in, which knows of this Discord nothing but its address. */
const open = async () => {
  await using stack = new AsyncDisposableStack()
  const discord = stack.use(await startFakeDiscord({ port: { port: 0, orNext: false }, clock: systemClock }))
  const client = new Client({
    intents: [Guilds, GuildMessages, DirectMessages, GuildMessageTyping],
    partials: [Partials.Channel],
    rest: { api: discord.apiUrl },
  })
  stack.defer(() => client.destroy())
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve))
  await client.login(discord.token)
  await ready
  const control = async (method: string, path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${discord.url}/sandbox${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    })
    return JSON.parse(await response.text())
  }
  const owned = stack.move()
  return { discord, client, control, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const next = <Value>(client: Client, event: string): Promise<Value> =>
  new Promise((resolve) => client.once(event, resolve))

test('discord.js logs in, hears a message, types, replies and edits', async () => {
  await using it = await open()
  expect(it.client.guilds.cache.map(({ name }) => name)).toEqual(["Parley's Garden", 'The Workshop'])
  const heard = new Promise<string>((resolve, reject) =>
    it.client.once(Events.MessageCreate, (message) => {
      const answer = async () => {
        if (!message.channel.isSendable()) throw new Error('not sendable')
        await message.channel.sendTyping()
        const reply = await message.reply({ content: 'hello', allowedMentions: { repliedUser: false } })
        await reply.edit('hello, Ada')
        return message.content
      }
      answer().then(resolve, reject)
    }),
  )
  const said = await it.control('POST', '/messages', {
    channel: 'general',
    author: 'Ada',
    content: 'hi @Parley',
  })
  expect(await heard).toBe(`hi <@${it.discord.botId}>`)
  const shown = await it.control('GET', '/channels/general/messages')
  expect(shown).toMatchObject([
    { id: said.id, edit_count: 0 },
    { content: 'hello, Ada', edit_count: 1, message_reference: { message_id: said.id }, mentions: [] },
  ])
})

test('discord.js hears a direct message and answers it', async () => {
  await using it = await open()
  const heard = next<{
    content: string
    channel: { isDMBased(): boolean }
    reply(text: string): Promise<unknown>
  }>(it.client, 'messageCreate')
  const { direct_messages } = await it.control('GET', '/state')
  await it.control('POST', '/messages', { channel: direct_messages[0].id, author: 'Ada', content: 'psst' })
  const message = await heard
  expect([message.content, message.channel.isDMBased()]).toEqual(['psst', true])
  await message.reply('yes?')
  expect(await it.control('GET', `/channels/${direct_messages[0].id}/messages`)).toHaveLength(2)
})

const respond = async (interaction: Interaction) => {
  if (interaction.isChatInputCommand()) {
    await interaction.deferReply()
    const again = new ButtonBuilder().setCustomId('again').setLabel('Again').setStyle(ButtonStyle.Primary)
    const components = [new ActionRowBuilder<ButtonBuilder>().addComponents(again)]
    await interaction.editReply({
      content: `You asked: ${interaction.options.getString('question')}`,
      components,
    })
    await interaction.followUp({ content: 'And there is more.' })
  } else if (interaction.isButton()) {
    await interaction.update({ content: `${interaction.user.displayName} pressed`, components: [] })
  }
}

test('discord.js registers a slash command, is asked with it, postpones, answers, and hears a button', async () => {
  await using it = await open()
  const option = {
    type: ApplicationCommandOptionType.String,
    name: 'question',
    description: 'What',
    required: true,
  } as const
  await it.client.application!.commands.set([{ name: 'ask', description: 'Asks', options: [option] }])
  it.client.on(Events.InteractionCreate, (interaction) => void respond(interaction))
  const followUp = new Promise((resolve) =>
    it.client.on(Events.MessageCreate, ({ content }) => content === 'And there is more.' && resolve(null)),
  )
  const form = {
    kind: 'command',
    author: 'Grace',
    channel: 'general',
    name: 'ask',
    options: { question: 'why?' },
    wait: true,
  }
  const asked = await it.control('POST', '/interactions', form)
  await followUp
  const [answer] = await it.control('GET', '/channels/general/messages')
  expect(answer).toMatchObject({ id: asked.answer.message.id, content: 'You asked: why?', type: 20 })
  const press = { kind: 'component', author: 'Linus', message: answer.id, custom_id: 'again', wait: true }
  expect((await it.control('POST', '/interactions', press)).answer).toMatchObject({
    type: 7,
    message: { content: 'Linus pressed' },
  })
})

test.each([
  ['the line is cut', { kind: 'cut' }],
  ['Discord closes with 4000', { kind: 'cut', code: 4000 }],
  ['Discord asks for a reconnect', { kind: 'reconnect' }],
])('when %s, discord.js resumes and misses nothing', async (_what, fault) => {
  await using it = await open()
  const heard: string[] = []
  const both = new Promise((resolve) =>
    it.client.on(
      Events.MessageCreate,
      ({ content }) => heard.push(content.split(' ').at(-1)!) === 2 && resolve(null),
    ),
  )
  const resumed = next(it.client, Events.ShardResume)
  await it.control('POST', '/messages', { channel: 'general', author: 'Ada', content: '@Parley before' })
  await it.control('POST', '/faults', fault)
  await it.control('POST', '/messages', { channel: 'general', author: 'Ada', content: '@Parley meanwhile' })
  await resumed
  await both
  expect(heard).toEqual(['before', 'meanwhile'])
})
