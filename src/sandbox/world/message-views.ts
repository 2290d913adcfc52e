import { MessageFlags, MessageType } from 'discord-api-types/v10'
import { guildOf } from './channels.ts'
import { botRoles } from './guilds.ts'
import { channelPayload, channelType, memberPayload } from './payloads.ts'
import type { Member, Message, MessageEntry } from './things.ts'
import type { World } from './world.ts'

/** With what it replies to, as that is now: null when it was deleted. */
export type ShownMessage = Quotable & { referenced_message?: Quotable | null; thread?: object }
type Quotable = Omit<Message, 'reactions'> & { reactions?: object[] }

export const restMessage = (world: World, entry: MessageEntry): ShownMessage => {
  const message = { ...withReactions(world, entry.message), ...threadBelow(world, entry.message) }
  if (message.type !== MessageType.Reply && message.type !== MessageType.ThreadStarterMessage) return message
  const reference = message.message_reference
  const original = world.messages.get(reference?.channel_id ?? '')?.get(reference?.message_id ?? '')
  return { ...message, referenced_message: original ? withReactions(world, original.message) : null }
}

/** What MESSAGE_CREATE and MESSAGE_UPDATE carry: REST's message and where and as what its author wrote it. */
export const gatewayMessage = (world: World, entry: MessageEntry) => {
  const channel = world.channels.get(entry.channelId)!
  const guild = guildOf(world, channel)
  const message = restMessage(world, entry)
  if (!guild) return { ...message, channel_type: channelType(channel) }
  const memberOf = (id: string) => withoutUser(world, guild.members.get(id))
  return {
    ...message,
    mentions: message.mentions.map((user) => ({ ...user, member: memberOf(user.id) })),
    member: memberOf(message.author.id),
    guild_id: guild.id,
    channel_type: channelType(channel),
  }
}

/** What the control API shows: everything, and how often the message was edited. */
export const controlMessage = (world: World, entry: MessageEntry) => {
  const channel = world.channels.get(entry.channelId)!
  return {
    ...restMessage(world, entry),
    ...(channel.kind !== 'dm' && { guild_id: channel.guildId }),
    edit_count: entry.editCount,
    ...(entry.ephemeralTo !== null && { ephemeral_to: entry.ephemeralTo }),
  }
}

/**
 * Without the MessageContent intent an app reads what it wrote, direct messages and messages that mention it;
 * of others content, embeds, attachments, components and polls are empty. A mention of the role that came with
 * the bot counts, since Discord's autocomplete inserts it as often as the bot itself.
 */
export const withoutContent = <Shown extends ShownMessage>(world: World, message: Shown): Shown => {
  const channel = world.channels.get(message.channel_id)
  const guild = channel ? guildOf(world, channel) : null
  const managed = guild ? botRoles(world, guild) : []
  const readable = (one: Quotable) =>
    channel?.kind === 'dm' ||
    one.author.id === world.bot.id ||
    one.mentions.some((user) => user.id === world.bot.id) ||
    one.mention_roles.some((id) => managed.includes(id))
  const blank = <One extends Quotable>(one: One): One =>
    readable(one)
      ? one
      : { ...one, content: '', embeds: [], attachments: [], components: [], poll: undefined }
  const quoted = message.referenced_message
  return { ...blank(message), ...(quoted && { referenced_message: blank(quoted) }) }
}

const threadBelow = (world: World, { id, flags }: Message) => {
  const thread = flags & MessageFlags.HasThread ? world.channels.get(id) : undefined
  return thread && { thread: channelPayload(world, thread) }
}

const withReactions = (world: World, message: Message) => {
  const { reactions, ...rest } = message
  if (!reactions?.length) return rest
  const counted = reactions.map(({ emoji, users }) => ({
    emoji,
    count: users.length,
    count_details: { burst: 0, normal: users.length },
    burst_colors: [],
    burst_count: 0,
    me: users.includes(world.bot.id),
    me_burst: false,
    burst_me: false,
  }))
  return { ...rest, reactions: counted }
}

const withoutUser = (world: World, member: Member | undefined) => {
  if (!member) return undefined
  const { user: _, ...rest } = memberPayload(world, member)
  return rest
}
