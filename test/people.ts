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

/** What people do at Discord and see there, and what is told to go wrong with it. Ada writes in #general. */
export type People = {
  say(content: string, where?: Where): Promise<Shown>
  edit(message: string, content: string): Promise<void>
  /** Uses a command; resolves with the bot's first answer, or null if there was none in time. */
  use(name: string, options?: object, where?: Pick<Where, 'channel' | 'author'>): Promise<Shown | null>
  /** Presses the button of this label under a message; resolves with the message as it is then. */
  press(message: Shown, label: string, author?: string): Promise<Shown | null>
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

  const control = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/sandbox${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`)
    return text
  }

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
      const { id }: { id: string } = JSON.parse(await control('POST', '/messages', message))
      return shown(channel).find((message) => message.id === id)!
    },
    async edit(message, content) {
      said.push(content)
      await control('PATCH', `/messages/${message}`, { content })
    },
    async use(name, options = {}, { channel = 'general', author = 'Ada' } = {}) {
      said.push(...Object.values(options).filter((value) => typeof value === 'string' && value.includes(' ')))
      const command = { kind: 'command', name, options, channel: channelId(channel), author, wait: true }
      const { answer } = JSON.parse(await control('POST', '/interactions', command))
      return answer?.message ?? null
    },
    async press({ id, components }, label, author = 'Ada') {
      const { custom_id } = buttonOf(components, label)
      const pressed = { kind: 'component', message: id, custom_id, author, wait: true }
      const { answer } = JSON.parse(await control('POST', '/interactions', pressed))
      return answer?.message ?? null
    },
    remove: async (message) => void (await control('DELETE', `/messages/${message}`)),
    shown,
    answers: (channel) => shown(channel).filter(({ author }) => author.id === world.bot.id),
    direct: (person) =>
      channels().find(
        (channel) =>
          channel.kind === 'dm' && world.people.get(channel.recipientId)!.username === person.toLowerCase(),
      )!.id,
    async fault(fault) {
      const { affected = 0 }: { affected?: number } = JSON.parse(await control('POST', '/faults', fault))
      return affected
    },
    async forbid(channel, permission) {
      await control('PATCH', `/channels/${channelId(channel)}`, { bot_may: { [permission]: false } })
    },
    async identifiesLeft() {
      return JSON.parse(await control('GET', '/settings')).identifies_remaining
    },
  }
}

const rows = z.array(
  z.object({ components: z.array(z.object({ label: z.string(), custom_id: z.string() })) }),
)

const buttonOf = (components: unknown, label: string) => {
  const buttons = rows.parse(components).flatMap((row) => row.components)
  const button = buttons.find((one) => one.label === label)
  if (!button) throw new Error(`There is no button ${label}.`)
  return button
}
