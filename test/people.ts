import { MessageType } from 'discord-api-types/v10'
import { z } from 'zod'
import type { FakeDiscord } from '../src/sandbox/fake-discord.ts'
import type { Fault } from '../src/sandbox/faults/fault.ts'
import { controlMessage } from '../src/sandbox/world/message-views.ts'

export type Shown = ReturnType<typeof controlMessage>
export type Where = {
  channel?: string
  author?: string
  replyTo?: string
  ping?: boolean
  attachments?: object[]
}

/** A form as the bot sent it, and the interaction that it answers. */
export type Form = { interaction: string; custom_id: string; title: string; components: unknown[] }
export type Choice = { name: string; value: string | number }
type Json = ReturnType<typeof JSON.parse>

/** What people do at Discord and see there, and what is told to go wrong with it. Ada writes in #general. */
export type People = {
  say(content: string, where?: Where): Promise<Shown>
  edit(message: string, content: string): Promise<void>
  /**
   * Uses a command, by its name with its subcommands ("privacy export"); resolves with the bot's first answer, or
   * null if there was none in time or it is a form: see `form`. People, roles and channels are options by id.
   */
  use(name: string, options?: object, where?: Pick<Where, 'channel' | 'author'>): Promise<Shown | null>
  /** Presses the button of this label under a message; resolves with the message as it is then. */
  press(message: Shown, label: string, author?: string): Promise<Shown | null>
  /** Chooses in the menu of this custom_id or placeholder, by value or label; resolves as `press`. */
  choose(message: Shown, menu: string, values: string[], author?: string): Promise<Shown | null>
  /** Uses a command on a message, as its menu offers them. */
  menu(name: string, message: Shown, author?: string): Promise<Shown | null>
  /** The form that the bot opened for someone last. */
  form(author?: string): Form
  /** Fills in a form, by custom_id, and sends it. */
  submit(form: Form, fields: Record<string, string | string[]>, author?: string): Promise<Shown | null>
  /** What the bot offers while an option of a command is typed. */
  complete(name: string, option: string, text: string, author?: string): Promise<Choice[]>
  /** What stands in the files of a message. */
  files(message: Shown): string[]
  /** A person's id; the bot's by its own name. */
  idOf(person: string): string
  /** Tells the sandbox's control API anything else: docs/sandbox.md has its calls. */
  control(method: string, path: string, body?: object): Promise<Json>
  remove(message: string): Promise<void>
  /** What a channel shows, oldest first. */
  shown(channel?: string): Shown[]
  /** What the bot has written there. */
  answers(channel?: string): Shown[]
  /** The channel of someone's direct messages. */
  direct(person: string): string
  /** Something goes wrong; how many connections, sessions or messages it met at once. */
  fault(fault: Fault): Promise<number>
  /** Takes a permission from the bot in a channel. */
  forbid(channel: string, permission: string): Promise<void>
  /** How many sessions the bot may still begin today. */
  identifiesLeft(): Promise<number>
  /** All that was ever written by people. */
  readonly said: readonly string[]
}

export const createPeople = ({ url, world }: FakeDiscord): People => {
  const said: string[] = []

  const control = async (method: string, path: string, body?: object): Promise<Json> => {
    const response = await fetch(`${url}/sandbox${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const interact = async (form: object): Promise<Shown | null> =>
    (await control('POST', '/interactions', { ...form, wait: true })).answer?.message ?? null

  const personId = (name: string) =>
    [...world.people.values()].find(
      ({ id, username }) => id === name || username.toLowerCase() === name.toLowerCase(),
    )!.id
  const channels = () => [...world.channels.values()]
  const channelId = (name: string) =>
    channels().find((channel) => channel.id === name || (channel.kind !== 'dm' && channel.name === name))!.id
  const shown = (channel = 'general') =>
    [...world.messages.get(channelId(channel))!.values()].map((entry) => controlMessage(world, entry))

  return {
    said,
    async say(content, { channel = 'general', author = 'Ada', replyTo, ...more } = {}) {
      said.push(content)
      const message = { ...more, channel: channelId(channel), author, content, reply_to: replyTo }
      const { id } = await control('POST', '/messages', message)
      return shown(channel).find((message) => message.id === id)!
    },
    async edit(message, content) {
      said.push(content)
      await control('PATCH', `/messages/${message}`, { content })
    },
    async use(name, options = {}, { channel = 'general', author = 'Ada' } = {}) {
      said.push(...sentencesIn(options))
      return interact({ kind: 'command', name, options, channel: channelId(channel), author })
    },
    press: ({ id, components }, label, author = 'Ada') =>
      interact({ kind: 'component', message: id, custom_id: buttonOf(components, label).custom_id, author }),
    async choose({ id, components }, named, wanted, author = 'Ada') {
      const { custom_id, options = [] } = menuOf(components, named)
      const values = wanted.map((one) => options.find(({ label }) => label === one)?.value ?? one)
      return interact({ kind: 'component', message: id, custom_id, values, author })
    },
    menu: (name, { id }, author = 'Ada') => interact({ kind: 'message_command', name, message: id, author }),
    form(author = 'Ada') {
      const opened = [...world.interactions.values()].findLast(
        ({ user, answer }) => user.id === personId(author) && answer?.modal,
      )
      return { interaction: opened!.id, ...modal.parse(opened!.answer!.modal) }
    },
    submit({ interaction }, fields, author = 'Ada') {
      said.push(...sentencesIn(fields))
      return interact({ kind: 'modal', interaction, fields, author })
    },
    async complete(name, option, text, author = 'Ada') {
      const typed = { name, options: { [option]: text }, focused: option, channel: channelId('general') }
      const form = { kind: 'autocomplete', ...typed, author, wait: true }
      return (await control('POST', '/interactions', form)).answer?.choices ?? []
    },
    files: ({ attachments }) =>
      attachments.map(({ id }) => Buffer.from(world.files.get(id)!.bytes).toString()),
    idOf: personId,
    control,
    remove: async (message) => void (await control('DELETE', `/messages/${message}`)),
    shown,
    answers: (channel) =>
      shown(channel).filter(
        ({ author, type }) => author.id === world.bot.id && type !== MessageType.ThreadStarterMessage,
      ),
    direct: (person) =>
      channels().find(
        (channel) =>
          channel.kind === 'dm' && world.people.get(channel.recipientId)!.username === person.toLowerCase(),
      )!.id,
    async fault(fault) {
      const { affected = 0 } = await control('POST', '/faults', fault)
      return affected
    },
    async forbid(channel, permission) {
      await control('PATCH', `/channels/${channelId(channel)}`, { bot_may: { [permission]: false } })
    },
    async identifiesLeft() {
      return (await control('GET', '/settings')).identifies_remaining
    },
  }
}

/** What people wrote in their own words, which must never be logged. */
const sentencesIn = (values: object) =>
  Object.values(values).filter((value): value is string => typeof value === 'string' && value.includes(' '))

const modal = z.object({ custom_id: z.string(), title: z.string(), components: z.array(z.unknown()) })

const component = z.looseObject({
  custom_id: z.string().optional(),
  label: z.string().optional(),
  placeholder: z.string().optional(),
  options: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
})
const rows = z.array(z.object({ components: z.array(component) }))

const componentsOf = (components: unknown) => rows.parse(components).flatMap((row) => row.components)

const buttonOf = (components: unknown, label: string) => {
  const button = componentsOf(components).find((one) => one.label === label)
  if (!button) throw new Error(`There is no button ${label}.`)
  return button
}

const menuOf = (components: unknown, named: string) => {
  const all = componentsOf(components)
  const menu = all.find(({ custom_id, placeholder }) => custom_id === named || placeholder === named)
  if (!menu) throw new Error(`There is no menu ${named}.`)
  return menu
}
