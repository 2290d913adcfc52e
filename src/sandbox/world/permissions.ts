import { OverwriteType, PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import type { Channel, Guild, Overwrite } from './things.ts'
import type { World } from './world.ts'

const everything = Object.values(Flag).reduce((all, bit) => all | bit, 0n)
const neededToSpeak = [Flag.MentionEveryone, Flag.SendTTSMessages, Flag.AttachFiles, Flag.EmbedLinks]

/** What someone may do in a channel, as Discord computes it: roles, then overwrites for everyone, roles, the member. */
export const permissionsIn = (world: World, channel: Channel, userId: string): bigint => {
  if (channel.kind === 'dm')
    return channel.recipientId === userId || userId === world.bot.id ? everything : 0n
  const guild = world.guilds.get(channel.guildId)!
  const parent = channel.kind === 'thread' ? world.channels.get(channel.parentId) : channel
  if (!parent || !('overwrites' in parent) || !guild.members.has(userId)) return 0n
  const base = guildPermissions(guild, userId)
  if (base === everything) return everything
  const allowed = withOverwrites(base, guild, userId, parent.overwrites)
  if (!(allowed & Flag.ViewChannel)) return 0n
  const maySpeak = allowed & (channel.kind === 'thread' ? Flag.SendMessagesInThreads : Flag.SendMessages)
  return maySpeak ? allowed : neededToSpeak.reduce((left, bit) => left & ~bit, allowed)
}

export const guildPermissions = (guild: Guild, userId: string) => {
  const member = guild.members.get(userId)
  const roles = [guild.id, ...(member?.roles ?? [])].map((id) => guild.roles.get(id))
  const all = roles.reduce((sum, role) => sum | BigInt(role?.permissions ?? 0), 0n)
  return guild.ownerId === userId || all & Flag.Administrator ? everything : all
}

const withOverwrites = (base: bigint, guild: Guild, userId: string, overwrites: Overwrite[]) => {
  const roles = guild.members.get(userId)?.roles ?? []
  const layers = [
    overwrites.filter((one) => one.id === guild.id),
    overwrites.filter((one) => one.type === OverwriteType.Role && roles.includes(one.id)),
    overwrites.filter((one) => one.type === OverwriteType.Member && one.id === userId),
  ]
  return layers.reduce((allowed, layer) => {
    const deny = layer.reduce((sum, one) => sum | BigInt(one.deny), 0n)
    const allow = layer.reduce((sum, one) => sum | BigInt(one.allow), 0n)
    return (allowed & ~deny) | allow
  }, base)
}
