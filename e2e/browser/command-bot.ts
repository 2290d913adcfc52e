import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  Client,
  GatewayIntentBits,
  type Interaction,
  MessageFlags,
} from 'discord.js'
import { systemClock } from '../../src/lib/clock.ts'
import { startFakeDiscord } from '../../src/sandbox/fake-discord.ts'
import { createPageRouter } from '../../src/sandbox/serve-page.ts'
import { commands, form, rows } from './command-bot-shapes.ts'

/** The chat page in front of a small bot that uses all that a bot can ask of it. */
export const bootCommandBot = async () => {
  await using stack = new AsyncDisposableStack()
  const routers = [await createPageRouter({ banner: () => banner })]
  const discord = stack.use(
    await startFakeDiscord({ port: { port: 0, orNext: false }, clock: systemClock, routers }),
  )
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.apiUrl } })
  stack.defer(() => client.destroy())
  const heard: string[] = []
  const answering = new Set<Promise<void>>()
  client.on('interactionCreate', (interaction) => {
    const answer = answerTo(interaction, heard).finally(() => answering.delete(answer))
    answering.add(answer)
  })
  stack.defer(async () => void (await Promise.allSettled(answering)))
  const ready = new Promise((resolve) => client.once('clientReady', resolve))
  await client.login(discord.token)
  await ready
  await client.application!.commands.set(commands)
  const owned = stack.move()
  return { url: discord.url, heard, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const banner = { model: 'a small bot', practice: true }

export type CommandBot = Awaited<ReturnType<typeof bootCommandBot>>

const whole = { name: 'garden.json', attachment: Buffer.from('{"plants":5}') }

const plants = ['tomatoes', 'tulips', 'thyme', 'roses', 'rosemary']

const answerTo = async (interaction: Interaction, heard: string[]): Promise<void> => {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused()
    const found = plants.filter((plant) => plant.startsWith(typed))
    await interaction.respond(found.map((plant) => ({ name: `Some ${plant}`, value: plant })))
  } else if (interaction.isChatInputCommand()) {
    heard.push(String(interaction))
    await answerCommand(interaction)
  } else if (interaction.isButton()) await answerButton(interaction)
  else if (interaction.isAnySelectMenu()) {
    await interaction.update({ content: `You chose ${interaction.values.join(' and ')}.` })
  } else if (interaction.isModalSubmit()) {
    const [name, story] = ['name', 'story'].map((field) => interaction.fields.getTextInputValue(field))
    const [weather = 'no'] = interaction.fields.getStringSelectValues('weather')
    await interaction.reply(`${name} reports: ${story || 'nothing'}, ${weather} weather`)
  } else if (interaction.isMessageContextMenuCommand()) {
    const count = interaction.targetMessage.content.split(' ').length
    await interaction.reply({ content: `${count} words.`, flags: MessageFlags.Ephemeral })
  } else if (interaction.isUserContextMenuCommand()) {
    await interaction.reply(`Hello ${interaction.targetUser.displayName}!`)
  }
}

const answerCommand = async (interaction: ChatInputCommandInteraction) => {
  const { options } = interaction
  switch (interaction.commandName) {
    case 'ping':
      await interaction.reply('Pong!')
      return
    case 'ask': {
      await interaction.deferReply({
        ...(options.getBoolean('private') && { flags: MessageFlags.Ephemeral }),
      })
      const file = options.getAttachment('file')
      const about = file ? ` I looked at ${file.name} (${file.size} bytes).` : ''
      const by = options.getString('provider') ?? 'auto'
      await interaction.editReply(`**${options.getString('question')}** Good question.${about} (${by})`)
      return
    }
    case 'garden':
      await garden(interaction)
      return
    case 'menu':
      await interaction.reply({ content: 'What shall it be?', components: rows })
      return
    case 'secret':
      await interaction.deferReply({ flags: MessageFlags.Ephemeral })
      await systemClock.sleep(700)
      await interaction.editReply('The key is under the third pot.')
      await interaction.followUp({ content: 'Tell nobody.', flags: MessageFlags.Ephemeral })
      return
    case 'clear':
      await interaction.reply('All clear.')
  }
}

const garden = async (interaction: ChatInputCommandInteraction) => {
  const { options } = interaction
  if (options.getSubcommand() === 'report') return interaction.showModal(form)
  if (options.getSubcommand() === 'take') {
    await interaction.reply({ content: 'Here it is.', files: [whole], flags: MessageFlags.Ephemeral })
    return
  }
  const keepers = options.getRole('keepers')?.name ?? 'nobody'
  const whom = options.getUser('for')?.displayName ?? 'everyone'
  const count = options.getInteger('count')
  await interaction.reply(`Planted ${count} ${options.getString('plant')} for ${whom}, kept by ${keepers}.`)
}

const answerButton = async (interaction: ButtonInteraction) => {
  switch (interaction.customId) {
    case 'again':
      await systemClock.sleep(500)
      await interaction.update({ content: `Again, for ${interaction.user.displayName}.` })
      return
    case 'form':
      await interaction.showModal(form)
      return
    case 'apart':
      await interaction.reply({ content: 'Just between us.', flags: MessageFlags.Ephemeral })
  }
}
