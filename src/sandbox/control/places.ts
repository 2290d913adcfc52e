import express from 'express'
import { z } from 'zod'
import {
  addTextChannel,
  addThread,
  openDirectMessage,
  removeChannel,
  setBotOverwrite,
} from '../world/channels.ts'
import { addGuild, addMember, inviteBot, removeBot } from '../world/guilds.ts'
import { addPerson } from '../world/people.ts'
import type { Channel } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { botPermissionBits, botPermissionsForm } from './bot-permissions.ts'
import { channelOf, ControlError, guildOf, inputOf, personOf } from './input.ts'
import { channelState, guildState, personState } from './state.ts'

const name = z.string().trim().min(1).max(100)

const newChannel = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), guild: z.string(), name }),
  z.strictObject({ type: z.literal('thread'), parent: z.string(), name, author: z.string() }),
  z.strictObject({ type: z.literal('dm'), person: z.string() }),
])

/** People, guilds and channels that come, change and go. */
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
      z.strictObject({ name, channels: z.array(name).max(100).default(['general']) }),
    )
    const guild = addGuild(world, form.name)
    for (const channel of form.channels) addTextChannel(world, guild, channel)
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

  routes.post('/channels', (request, response) => {
    response.status(201).json(shown(world, create(world, inputOf(request, newChannel))))
  })
  routes.patch('/channels/:channel', (request, response) => {
    const channel = channelOf(world, request.params.channel)
    if (channel.kind !== 'text')
      throw new ControlError(400, 'channel: only a text channel has permissions and a name.')
    const form = inputOf(
      request,
      z.strictObject({ name: name.optional(), bot_may: botPermissionsForm.optional() }),
    )
    if (form.name !== undefined) channel.name = form.name
    setBotOverwrite(world, channel, botPermissionBits(form.bot_may ?? {}))
    response.json(shown(world, channel))
  })
  routes.delete('/channels/:channel', (request, response) => {
    const channel = channelOf(world, request.params.channel)
    if (channel.kind === 'dm') throw new ControlError(400, 'channel: direct messages stay.')
    removeChannel(world, channel)
    response.status(204).end()
  })
  return routes
}

const create = (world: World, form: z.infer<typeof newChannel>): Channel => {
  switch (form.type) {
    case 'text':
      return addTextChannel(world, guildOf(world, form.guild), form.name)
    case 'thread': {
      const parent = channelOf(world, form.parent, 'parent')
      if (parent.kind !== 'text') throw new ControlError(400, 'parent: a thread stands in a text channel.')
      return addThread(world, parent, form.name, personOf(world, form.author).id)
    }
    case 'dm':
      return openDirectMessage(world, personOf(world, form.person, 'person').id)
  }
}

const shown = (world: World, channel: Channel) =>
  channel.kind === 'dm'
    ? { id: channel.id, type: 1, recipient: world.people.get(channel.recipientId) }
    : channelState(world, channel)
