import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import type { Channel } from '../world/things.ts'
import type { Guild } from '../world/things.ts'
import type { MessageEntry } from '../world/things.ts'
import { permissionsIn } from '../world/permissions.ts'
import type { World } from '../world/world.ts'
import { discordError } from './errors.ts'

/** What the bot names in a request, or the error that Discord gives instead. */
export const visibleChannel = (world: World, id: string): Channel => {
  const channel = world.channels.get(id)
  if (!channel) throw discordError('unknownChannel')
  if (!botMay(world, channel, Flag.ViewChannel)) throw discordError('missingAccess')
  return channel
}

export const writableChannel = (world: World, id: string) => {
  const channel = visibleChannel(world, id)
  if (channel.kind === 'category') throw discordError('notText')
  if (channel.kind === 'dm' && world.closedToBot.has(channel.recipientId)) throw discordError('cannotDirect')
  need(world, channel, channel.kind === 'thread' ? Flag.SendMessagesInThreads : Flag.SendMessages)
  if (channel.kind === 'thread' && channel.archived) {
    if (channel.locked) throw discordError('threadArchived')
    channel.archived = false
    world.announce({ is: 'channel', change: 'updated', channel })
  }
  return channel
}

export const joinedGuild = (world: World, id: string): Guild => {
  const guild = world.guilds.get(id)
  if (!guild) throw discordError('unknownGuild')
  if (!guild.hasBot) throw discordError('missingAccess')
  return guild
}

export const messageIn = (world: World, channel: Channel, id: string): MessageEntry => {
  const entry = world.messages.get(channel.id)?.get(id)
  if (!entry || entry.ephemeralTo !== null) throw discordError('unknownMessage')
  return entry
}

export const need = (world: World, channel: Channel, permission: bigint) => {
  if (!botMay(world, channel, permission)) throw discordError('missingPermissions')
}

export const botMay = (world: World, channel: Channel, permission: bigint) =>
  (permissionsIn(world, channel, world.bot.id) & permission) === permission
