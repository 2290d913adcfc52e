import { OverwriteType } from 'discord-api-types/v10'
import type { Category, Channel, DirectMessage, Guild, GuildChannel, TextChannel, Thread } from './things.ts'
import type { World } from './world.ts'

export type TextFields = Partial<Pick<TextChannel, 'name' | 'parentId' | 'ageRestricted'>>

export const addTextChannel = (
  world: World,
  guild: Guild,
  name: string,
  id = world.nextId(),
  more: TextFields = {},
) => {
  const position = channelsOf(guild).length
  const channel: TextChannel = {
    kind: 'text',
    id,
    guildId: guild.id,
    name,
    topic: null,
    position,
    overwrites: [],
    parentId: null,
    ageRestricted: false,
    lastMessageId: null,
    pinned: new Set(),
    ...more,
  }
  return announced(world, channel)
}

export const addCategory = (world: World, guild: Guild, name: string, id = world.nextId()) => {
  const position = categoriesOf(guild).length
  const category: Category = {
    kind: 'category',
    id,
    guildId: guild.id,
    name,
    position,
    overwrites: [],
    lastMessageId: null,
    pinned: new Set(),
  }
  return announced(world, category)
}

export const changeChannel = <Kind extends GuildChannel>(
  world: World,
  channel: Kind,
  change: Partial<Kind>,
) => {
  Object.assign(channel, change)
  world.announce({ is: 'channel', change: 'updated', channel })
}

/** A public thread; one that stands under a message has that message's id. */
export const addThread = (
  world: World,
  parent: TextChannel,
  name: string,
  ownerId: string,
  id = world.nextId(),
) => {
  const createdAt = new Date(world.clock.now()).toISOString()
  const thread: Thread = {
    kind: 'thread',
    id,
    guildId: parent.guildId,
    parentId: parent.id,
    ownerId,
    createdAt,
    name,
    archived: false,
    locked: false,
    messageCount: 0,
    members: new Map([[ownerId, { joinedAt: createdAt }]]),
    lastMessageId: null,
    pinned: new Set(),
  }
  return announced(world, thread)
}

/** The direct messages between the bot and someone: there is one such channel a person. */
export const openDirectMessage = (world: World, recipientId: string, id = world.nextId()): DirectMessage => {
  const open = [...world.channels.values()].find(
    (channel) => channel.kind === 'dm' && channel.recipientId === recipientId,
  )
  if (open?.kind === 'dm') return open
  return announced(world, { kind: 'dm', id, recipientId, lastMessageId: null, pinned: new Set() })
}

/** A text channel takes its threads along; what stood in a category stands outside then. */
export const removeChannel = (world: World, channel: GuildChannel) => {
  const guild = world.guilds.get(channel.guildId)!
  for (const inside of channelsOf(guild))
    if (inside.parentId === channel.id) changeChannel(world, inside, { parentId: null })
  for (const thread of threadsOf(guild)) if (thread.parentId === channel.id) removeChannel(world, thread)
  guild.channels.delete(channel.id)
  world.channels.delete(channel.id)
  world.messages.delete(channel.id)
  world.announce({ is: 'channel', change: 'deleted', channel })
}

export const channelsOf = (guild: Guild) =>
  [...guild.channels.values()].filter((channel) => channel.kind === 'text')

export const categoriesOf = (guild: Guild) =>
  [...guild.channels.values()].filter((channel) => channel.kind === 'category')

export const threadsOf = (guild: Guild) =>
  [...guild.channels.values()].filter((channel) => channel.kind === 'thread')

/** A thread is age-restricted as its parent is. */
export const isAgeRestricted = (world: World, channel: Channel): boolean => {
  const own = channel.kind === 'thread' ? world.channels.get(channel.parentId) : channel
  return own?.kind === 'text' && own.ageRestricted
}

export const guildOf = (world: World, channel: Channel) =>
  channel.kind === 'dm' ? null : (world.guilds.get(channel.guildId) ?? null)

/** Allows or denies the bot something in one channel, as a server's owner does in the channel's settings. */
export const setBotOverwrite = (
  world: World,
  channel: TextChannel,
  change: { allow?: bigint; deny?: bigint },
) => {
  const { allow = 0n, deny = 0n } = change
  const own = channel.overwrites.find((one) => one.id === world.bot.id)
  const allowed = (BigInt(own?.allow ?? 0) & ~deny) | allow
  const denied = (BigInt(own?.deny ?? 0) & ~allow) | deny
  channel.overwrites = [
    ...channel.overwrites.filter((one) => one !== own),
    { id: world.bot.id, type: OverwriteType.Member, allow: String(allowed), deny: String(denied) },
  ]
  world.announce({ is: 'channel', change: 'updated', channel })
}

const announced = <Kind extends Channel>(world: World, channel: Kind): Kind => {
  world.channels.set(channel.id, channel)
  if (channel.kind !== 'dm') world.guilds.get(channel.guildId)?.channels.set(channel.id, channel)
  world.messages.set(channel.id, new Map())
  world.announce({ is: 'channel', change: 'created', channel })
  return channel
}
