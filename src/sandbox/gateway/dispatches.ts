import {
  GatewayDispatchEvents as Event,
  GatewayIntentBits as Intent,
  PermissionFlagsBits as Flag,
} from 'discord-api-types/v10'
import type { Channel } from '../world/things.ts'
import type { Happening } from '../world/happenings.ts'
import { gatewayMessage, withoutContent } from '../world/message-views.ts'
import {
  channelPayload,
  guildPayload,
  memberPayload,
  threadMemberPayload,
  wholeGuildPayload,
} from '../world/payloads.ts'
import { permissionsIn } from '../world/permissions.ts'
import type { World } from '../world/world.ts'

/** An event for the sessions of the shard that the guild belongs to. */
export type Dispatch = {
  name: string
  data: unknown
  /** Null for direct messages and what has no place: shard 0. */
  guildId: string | null
  /** Without this intent a session doesn't get it; null when all get it. */
  intent: Intent | null
  /** What a session without the MessageContent intent gets instead. */
  withoutContent?: () => unknown
}

/** What the bot hears of a happening. Nothing of channels that it can't see and of messages that others alone see. */
export const dispatchesOf = (world: World, happening: Happening): Dispatch[] => {
  switch (happening.is) {
    case 'message created':
      return aboutMessage(world, happening, Event.MessageCreate)
    case 'message edited':
      return aboutMessage(world, happening, Event.MessageUpdate)
    case 'messages deleted':
      return deletion(world, happening.channel, happening.ids)
    case 'typing':
      return typing(world, happening.channel, happening.userId)
    case 'reaction':
      return reaction(world, happening)
    case 'pins changed':
      return inChannel(
        world,
        happening.channel,
        Event.ChannelPinsUpdate,
        Intent.Guilds,
        Intent.DirectMessages,
        {},
      )
    case 'channel':
      return channelChange(world, happening)
    case 'thread members':
      return threadMembers(world, happening)
    case 'guild':
      return [guildChange(world, happening)]
    case 'role':
      return happening.guild.hasBot ? [roleChange(happening)] : []
    case 'member':
      return memberChange(world, happening)
    case 'interaction':
      return [interactionCreated(world, happening)]
    case 'interaction answered':
    case 'commands changed':
    case 'application changed':
      return []
  }
}

type Of<Kind extends Happening['is']> = Extract<Happening, { is: Kind }>

const aboutMessage = (
  world: World,
  { channel, entry }: Of<'message created' | 'message edited'>,
  name: Event,
) => {
  if (entry.ephemeralTo !== null) return []
  const message = gatewayMessage(world, entry)
  const dispatches = inChannel(world, channel, name, Intent.GuildMessages, Intent.DirectMessages, message)
  return dispatches.map((dispatch) => ({ ...dispatch, withoutContent: () => withoutContent(world, message) }))
}

const deletion = (world: World, channel: Channel, ids: string[]) => {
  const [name, data] =
    ids.length === 1 ? [Event.MessageDelete, { id: ids[0] }] : [Event.MessageDeleteBulk, { ids }]
  return inChannel(world, channel, name, Intent.GuildMessages, Intent.DirectMessages, data)
}

const typing = (world: World, channel: Channel, userId: string) => {
  const member = channel.kind === 'dm' ? undefined : world.guilds.get(channel.guildId)?.members.get(userId)
  return inChannel(world, channel, Event.TypingStart, Intent.GuildMessageTyping, Intent.DirectMessageTyping, {
    user_id: userId,
    timestamp: Math.floor(world.clock.now() / 1000),
    ...(member && { member: memberPayload(world, member) }),
  })
}

const reaction = (world: World, { change, channel, entry, userId, emoji }: Of<'reaction'>) => {
  const member = channel.kind === 'dm' ? undefined : world.guilds.get(channel.guildId)?.members.get(userId)
  const name = change === 'added' ? Event.MessageReactionAdd : Event.MessageReactionRemove
  return inChannel(world, channel, name, Intent.GuildMessageReactions, Intent.DirectMessageReactions, {
    user_id: userId,
    message_id: entry.message.id,
    message_author_id: entry.message.author.id,
    emoji: { id: null, name: emoji },
    burst: false,
    type: 0,
    ...(change === 'added' && member && { member: memberPayload(world, member) }),
  })
}

const channelEvents = {
  category: { created: Event.ChannelCreate, updated: Event.ChannelUpdate, deleted: Event.ChannelDelete },
  text: { created: Event.ChannelCreate, updated: Event.ChannelUpdate, deleted: Event.ChannelDelete },
  thread: { created: Event.ThreadCreate, updated: Event.ThreadUpdate, deleted: Event.ThreadDelete },
}

const channelChange = (world: World, { change, channel }: Of<'channel'>): Dispatch[] => {
  // Discord tells bots nothing of direct message channels: the first message does.
  if (channel.kind === 'dm' || !world.guilds.get(channel.guildId)?.hasBot) return []
  const data = {
    ...channelPayload(world, channel),
    ...(channel.kind === 'thread' && change === 'created' && { newly_created: true }),
  }
  return [
    { name: channelEvents[channel.kind][change], data, guildId: channel.guildId, intent: Intent.Guilds },
  ]
}

const threadMembers = (world: World, { thread, added, removed }: Of<'thread members'>) =>
  inChannel(world, thread, Event.ThreadMembersUpdate, Intent.Guilds, Intent.Guilds, {
    id: thread.id,
    member_count: thread.members.size,
    added_members: added.map((userId) => threadMemberPayload(thread, userId)),
    removed_member_ids: removed,
  })

const guildChange = (world: World, { change, guild }: Of<'guild'>): Dispatch => {
  const to = { guildId: guild.id, intent: Intent.Guilds }
  switch (change) {
    case 'joined':
      return { name: Event.GuildCreate, data: wholeGuildPayload(world, guild), ...to }
    case 'updated':
      return { name: Event.GuildUpdate, data: guildPayload(guild), ...to }
    case 'left':
      return { name: Event.GuildDelete, data: { id: guild.id }, ...to }
  }
}

const roleChange = ({ change, guild, role }: Of<'role'>): Dispatch => {
  const to = { guildId: guild.id, intent: Intent.Guilds }
  switch (change) {
    case 'created':
      return { name: Event.GuildRoleCreate, data: { guild_id: guild.id, role }, ...to }
    case 'updated':
      return { name: Event.GuildRoleUpdate, data: { guild_id: guild.id, role }, ...to }
    case 'deleted':
      return { name: Event.GuildRoleDelete, data: { guild_id: guild.id, role_id: role.id }, ...to }
  }
}

const memberChange = (world: World, { change, guild, member }: Of<'member'>): Dispatch[] => {
  if (!guild.hasBot) return []
  const names = {
    joined: Event.GuildMemberAdd,
    updated: Event.GuildMemberUpdate,
    left: Event.GuildMemberRemove,
  }
  const user = world.people.get(member.userId)
  const data =
    change === 'left' ? { guild_id: guild.id, user } : { ...memberPayload(world, member), guild_id: guild.id }
  const ownUpdate = change === 'updated' && member.userId === world.bot.id
  return [{ name: names[change], data, guildId: guild.id, intent: ownUpdate ? null : Intent.GuildMembers }]
}

const interactionCreated = (world: World, { interaction }: Of<'interaction'>): Dispatch => {
  const channel = world.channels.get(interaction.channelId)
  const guildId = channel && channel.kind !== 'dm' ? channel.guildId : null
  return { name: Event.InteractionCreate, data: interaction.payload, guildId, intent: null }
}

const inChannel = (
  world: World,
  channel: Channel,
  name: string,
  guildIntent: Intent,
  directIntent: Intent,
  data: object,
): Dispatch[] => {
  if (!(permissionsIn(world, channel, world.bot.id) & Flag.ViewChannel)) return []
  const guildId = channel.kind === 'dm' ? null : channel.guildId
  const place = { channel_id: channel.id, ...(guildId !== null && { guild_id: guildId }) }
  const intent = guildId === null ? directIntent : guildIntent
  return [{ name, data: { ...data, ...place }, guildId, intent }]
}

/** `(guild_id >> 22) % shards`; what has no guild comes to shard 0. */
export const shardOf = (guildId: string | null, shards: number) =>
  guildId === null ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(shards))
