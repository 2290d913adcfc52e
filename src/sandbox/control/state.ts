import express from 'express'
import { channelsOf, threadsOf } from '../world/channels.ts'
import { channelType } from '../world/payloads.ts'
import { permissionsIn } from '../world/permissions.ts'
import type { Guild, TextChannel, Thread, User } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { botPermissions } from './bot-permissions.ts'

export const stateRoutes = (world: World) => {
  const routes = express.Router()
  routes.get('/state', (_request, response) => {
    response.json(stateOf(world))
  })
  return routes
}

/** Who and what there is, for a page or a test to find its way. */
export const stateOf = (world: World) => ({
  application: {
    id: world.application.id,
    name: world.application.name,
    privileged_intents: [...world.application.privilegedIntents],
  },
  bot: world.bot,
  people: [...world.people.values()].filter((user) => !user.bot).map((user) => personState(world, user)),
  guilds: [...world.guilds.values()].map((guild) => guildState(world, guild)),
  direct_messages: [...world.channels.values()].flatMap((channel) =>
    channel.kind === 'dm' ? [{ id: channel.id, recipient: world.people.get(channel.recipientId)! }] : [],
  ),
})

export const personState = (world: World, user: User) => ({
  ...user,
  accepts_direct_messages: !world.closedToBot.has(user.id),
})

export const guildState = (world: World, guild: Guild) => ({
  id: guild.id,
  name: guild.name,
  has_bot: guild.hasBot,
  roles: [...guild.roles.values()].map(({ id, name, managed }) => ({ id, name, managed })),
  members: [...guild.members.keys()],
  channels: [...channelsOf(guild), ...threadsOf(guild)].map((channel) => channelState(world, channel)),
})

export const channelState = (world: World, channel: TextChannel | Thread) => ({
  id: channel.id,
  guild_id: channel.guildId,
  name: channel.name,
  type: channelType(channel),
  topic: channel.kind === 'text' ? channel.topic : null,
  parent_id: channel.kind === 'thread' ? channel.parentId : null,
  bot_may: botPermissions(permissionsIn(world, channel, world.bot.id)),
})
