import {
  type ApplicationCommandType as CommandType,
  InteractionContextType as Context,
  PermissionFlagsBits as Flag,
} from 'discord-api-types/v10'
import express from 'express'
import { z } from 'zod'
import { guildOf, isAgeRestricted } from '../world/channels.ts'
import { displayName } from '../world/people.ts'
import { permissionsIn } from '../world/permissions.ts'
import type { Channel, Command, User } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { channelOf, ControlError, mayBeIn, personOf } from './input.ts'

/** What Discord's client offers somebody in a channel. */
export const commandControls = (world: World) => {
  const routes = express.Router()
  routes.get('/channels/:channel/commands', (request, response) => {
    const channel = channelOf(world, request.params.channel)
    const user = personOf(world, z.string().catch('').parse(request.query['author']))
    mayBeIn(world, channel, user.id)
    response.json(commandsIn(world, channel).filter((command) => isOffered(world, channel, user, command)))
  })
  return routes
}

/** The command of this name, whether or not it is offered: the bot has to check for itself who uses it. */
export const commandOf = (world: World, channel: Channel, name: string, type: CommandType): Command => {
  if (guildOf(world, channel)?.hasBot === false)
    throw new ControlError(409, 'channel: the bot is not in this guild.')
  const here = commandsIn(world, channel).filter((command) => command.type === type)
  const command = here.find((one) => one.name === name)
  if (command) return command
  const names = here.map((one) => one.name).join(', ') || 'none'
  throw new ControlError(
    404,
    `name: the bot has no such command here as "${name}". It has registered: ${names}.`,
  )
}

/** Refuses what Discord refuses: a command that isn't for this person or this place. */
export const mustBeOffered = (world: World, channel: Channel, user: User, command: Command) => {
  if (isOffered(world, channel, user, command)) return
  throw new ControlError(403, `name: "${command.name}" is not for ${displayName(user)} in this channel.`)
}

const commandsIn = (world: World, channel: Channel) =>
  [...world.commands.values()].filter(
    ({ guild_id }) => guild_id === undefined || (channel.kind !== 'dm' && guild_id === channel.guildId),
  )

const isOffered = (world: World, channel: Channel, user: User, command: Command) => {
  const guild = guildOf(world, channel)
  if (!guild) return command.contexts?.includes(Context.BotDM) ?? command.dm_permission !== false
  const needed = BigInt(command.default_member_permissions ?? 0)
  const has = permissionsIn(world, channel, user.id)
  // "0" is for administrators, who have everything.
  const wanted = command.default_member_permissions === '0' ? Flag.Administrator : needed
  return (
    guild.hasBot &&
    (command.contexts?.includes(Context.Guild) ?? true) &&
    (!command.nsfw || isAgeRestricted(world, channel)) &&
    (has & (wanted | Flag.UseApplicationCommands)) === (wanted | Flag.UseApplicationCommands)
  )
}
