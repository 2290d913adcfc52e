import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import { createRole } from './roles.ts'
import type { Guild, Member, Role } from './things.ts'
import type { World } from './world.ts'

const everyonesPermissions =
  Flag.ViewChannel |
  Flag.SendMessages |
  Flag.SendMessagesInThreads |
  Flag.CreatePublicThreads |
  Flag.ReadMessageHistory |
  Flag.EmbedLinks |
  Flag.AttachFiles |
  Flag.AddReactions |
  Flag.UseApplicationCommands

const botsPermissions = everyonesPermissions | Flag.ManageMessages | Flag.ManageThreads

/** A guild of everybody there is, the bot too. */
export const addGuild = (
  world: World,
  name: string,
  ids = { guild: world.nextId(), role: world.nextId() },
) => {
  const guild = foundGuild(world, name, ids.guild)
  inviteBot(world, guild, ids.role)
  return guild
}

/** A guild of all people, without the bot; the first person owns it. */
export const foundGuild = (world: World, name: string, id = world.nextId()) => {
  const [owner] = [...world.people.values()].filter((user) => !user.bot)
  const guild: Guild = {
    id,
    name,
    ownerId: owner?.id ?? world.bot.id,
    hasBot: false,
    roles: new Map([[id, createRole(id, '@everyone', everyonesPermissions)]]),
    members: new Map(),
    channels: new Map(),
  }
  world.guilds.set(guild.id, guild)
  for (const user of world.people.values()) if (!user.bot) addMember(world, guild, user.id)
  return guild
}

export const addMember = (world: World, guild: Guild, userId: string) => {
  const joinedAt = new Date(world.clock.now()).toISOString()
  const member: Member = { userId, roles: [], nick: null, joinedAt }
  guild.members.set(userId, member)
  world.announce({ is: 'member', change: 'joined', guild, member })
}

export const removeMember = (world: World, guild: Guild, userId: string) => {
  const member = guild.members.get(userId)
  if (!member) return
  guild.members.delete(userId)
  world.announce({ is: 'member', change: 'left', guild, member })
}

/** As by the invite link: the bot becomes a member, with a managed role of its own name. */
export const inviteBot = (world: World, guild: Guild, roleId = world.nextId()) => {
  const managed: Role = {
    ...createRole(roleId, world.bot.username, botsPermissions, 1),
    managed: true,
    tags: { bot_id: world.bot.id },
  }
  guild.roles.set(roleId, managed)
  guild.hasBot = true
  const joinedAt = new Date(world.clock.now()).toISOString()
  guild.members.set(world.bot.id, { userId: world.bot.id, roles: [roleId], nick: null, joinedAt })
  world.announce({ is: 'guild', change: 'joined', guild })
}

export const removeBot = (world: World, guild: Guild) => {
  guild.hasBot = false
  guild.members.delete(world.bot.id)
  for (const id of botRoles(world, guild)) guild.roles.delete(id)
  world.announce({ is: 'guild', change: 'left', guild })
}

/** The roles that came with the bot: who mentions one of them mentions the bot. */
export const botRoles = (world: World, guild: Guild) =>
  [...guild.roles.values()].filter((one) => one.tags?.bot_id === world.bot.id).map((one) => one.id)
