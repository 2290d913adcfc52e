import express from 'express'
import { z } from 'zod'
import { addTextChannel, openDirectMessage } from '../world/channels.ts'
import { foundGuild, addMember, inviteBot, removeBot } from '../world/guilds.ts'
import { addPerson } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { ControlError, guildOf, inputOf, personOf } from './input.ts'
import { guildState, personState } from './state.ts'

const name = z.string().trim().min(1).max(100)

/** People and guilds that come, change and go. */
export const placeControls = (world: World) => {
  const routes = express.Router()

  routes.post('/people', (request, response) => {
    const person = addPerson(world, inputOf(request, z.strictObject({ name: name.max(32) })).name)
    for (const guild of world.guilds.values()) addMember(world, guild, person.id)
    openDirectMessage(world, person.id)
    response.status(201).json(personState(world, person))
  })
  routes.patch('/people/:person', (request, response) => {
    const person = personOf(world, request.params.person, 'person')
    const form = inputOf(request, z.strictObject({ accepts_direct_messages: z.boolean() }))
    if (form.accepts_direct_messages) world.closedToBot.delete(person.id)
    else world.closedToBot.add(person.id)
    response.json(personState(world, person))
  })

  routes.post('/guilds', (request, response) => {
    const form = inputOf(
      request,
      z.strictObject({
        name,
        channels: z.array(name).max(100).default(['general']),
        bot: z.boolean().default(true),
      }),
    )
    const guild = foundGuild(world, form.name)
    for (const channel of form.channels) addTextChannel(world, guild, channel)
    if (form.bot) inviteBot(world, guild)
    response.status(201).json(guildState(world, guild))
  })
  routes.delete('/guilds/:guild/bot', (request, response) => {
    const guild = guildOf(world, request.params.guild)
    if (!guild.hasBot) throw new ControlError(409, 'The bot is not in this guild.')
    removeBot(world, guild)
    response.json(guildState(world, guild))
  })
  routes.put('/guilds/:guild/bot', (request, response) => {
    const guild = guildOf(world, request.params.guild)
    if (!guild.hasBot) inviteBot(world, guild)
    response.json(guildState(world, guild))
  })

  return routes
}
