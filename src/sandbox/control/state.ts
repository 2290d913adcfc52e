import express from 'express'
import { categoriesOf, channelsOf, isAgeRestricted, threadsOf } from '../world/channels.ts'
import { channelType } from '../world/payloads.ts'
import { permissionsIn } from '../world/permissions.ts'
import type { Guild, GuildChannel, Role, User } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { botPermissions } from './bot-permissions.ts'
import { namesOf } from './permission-names.ts'

export const stateRoutes = (world: World) => {
  const routes = express.Router()
  routes.get('/state', (_request, response) => {
    response.json(stateOf(world))
  })
  return routes
}

/** Who and what there is, for a page or a test to find its way. */
export const stateOf = (world: World) => ({
  application: applicationState(world),
  bot: world.bot,
  people: [...world.people.values()].filter((user) => !user.bot).map((user) => personState(world, user)),
  guilds: [...world.guilds.values()].map((guild) => guildState(world, guild)),
  direct_messages: [...world.channels.values()].flatMap((channel) =>
    channel.kind === 'dm' ? [{ id: channel.id, recipient: world.people.get(channel.recipientId)! }] : [],
  ),
})

export const applicationState = ({ application }: World) => ({
  id: application.id,
  name: application.name,
  privileged_intents: [...application.privilegedIntents],
  owner_id: application.ownerId,
  team: application.team && {
    id: application.team.id,
    name: application.team.name,
    members: application.team.members.map(({ userId, role, accepted }) => ({ id: userId, role, accepted })),
  },
})

export const personState = (world: World, user: User) => ({
  ...user,
  accepts_direct_messages: !world.closedToBot.has(user.id),
})

export const guildState = (world: World, guild: Guild) => ({
  id: guild.id,
  name: guild.name,
  owner_id: guild.ownerId,
  has_bot: guild.hasBot,
  roles: [...guild.roles.values()].map(roleState),
  members: [...guild.members.keys()],
  /** By member; @everyone is left out. */
  member_roles: Object.fromEntries([...guild.members.values()].map(({ userId, roles }) => [userId, roles])),
  channels: [...channelsOf(guild), ...threadsOf(guild), ...categoriesOf(guild)].map((channel) =>
    channelState(world, channel),
  ),
})

export const roleState = ({ id, name, managed, permissions }: Role) => ({
  id,
  name,
  managed,
  permissions: namesOf(BigInt(permissions)),
})

export const channelState = (world: World, channel: GuildChannel) => ({
  id: channel.id,
  guild_id: channel.guildId,
  name: channel.name,
  type: channelType(channel),
  topic: channel.kind === 'text' ? channel.topic : null,
  parent_id: channel.kind === 'category' ? null : channel.parentId,
  age_restricted: isAgeRestricted(world, channel),
  bot_may: botPermissions(permissionsIn(world, channel, world.bot.id)),
})
