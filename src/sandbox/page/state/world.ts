import { MessageFlags, MessageType, type APIMessage, type APIUser } from 'discord-api-types/v10'

export type Person = Pick<APIUser, 'id' | 'username' | 'global_name' | 'avatar' | 'bot'>

export type Channel = {
  id: string
  name: string
  type: number
  parent_id: string | null
  topic: string | null
  age_restricted: boolean
  bot_may: { view: boolean; send: boolean; send_in_threads: boolean }
}

export type Guild = {
  id: string
  name: string
  owner_id: string
  has_bot: boolean
  channels: Channel[]
  roles: Role[]
  members: string[]
  /** The roles of each member, besides @everyone. */
  member_roles: Record<string, string[]>
}

/** `managed`: it came with the bot and goes with it. */
export type Role = { id: string; name: string; managed: boolean; permissions: string[] }

export type DirectMessage = { id: string; recipient: Person }

/** What `GET /sandbox/state` answers: everything there is to see besides the messages. */
export type World = {
  application: { owner_id: string; team: { members: { id: string; accepted: boolean }[] } | null }
  bot: Person
  people: Person[]
  guilds: Guild[]
  direct_messages: DirectMessage[]
}

export type Message = APIMessage & { edit_count: number; ephemeral_to?: string }

/** An ephemeral message is seen by the one person it was for. */
export const isSeenBy = (message: Message, person: string) =>
  message.ephemeral_to === undefined || message.ephemeral_to === person

/** A thread begins with a message that only points at another: that one is shown instead, as long as it's there. */
export const originalOf = (message: Message): Message => {
  const { referenced_message: original, message_reference: _, ...rest } = message
  if (message.type !== MessageType.ThreadStarterMessage || !original) return message
  const { message_reference: __, ...shown } = original
  return { ...rest, ...shown, components: [] }
}

/** Whether it says “is thinking…” until the bot has answered. */
export const isThinking = (message: Message) => ((message.flags ?? 0) & MessageFlags.Loading) !== 0

/** What the banner says of the process behind the page. */
export type Banner = { model: string; practice: boolean; operator?: string }

export const nameOf = (person: Person) => person.global_name ?? person.username

/** Discord's numbers for the three kinds of threads. */
export const isThread = (channel: Channel) => channel.type >= 10 && channel.type <= 12

/** Whether the bot can answer there. */
export const botMayWrite = (channel: Channel) =>
  channel.bot_may.view && (isThread(channel) ? channel.bot_may.send_in_threads : channel.bot_may.send)

export const isCategory = (channel: Channel) => channel.type === 4

/** Announcement and text channels; what else a guild may have can't be read here. */
export const isText = (channel: Channel) => channel.type === 0 || channel.type === 5
