import express from 'express'
import { z } from 'zod'
import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import { removeChannel } from '../world/channels.ts'
import { channelPayload } from '../world/payloads.ts'
import type { World } from '../world/world.ts'
import { need, visibleChannel, writableChannel } from './access.ts'
import { formOf, snowflake, text } from './form.ts'

const channelForm = z.looseObject({
  name: text(100, 1).optional(),
  topic: text(1024).nullish(),
  nsfw: z.boolean().optional(),
  parent_id: snowflake.nullish(),
  archived: z.boolean().optional(),
  locked: z.boolean().optional(),
})

export const channelRoutes = (world: World) => {
  const routes = express.Router()
  routes.get('/channels/:channel', (request, response) => {
    response.json(channelPayload(world, visibleChannel(world, request.params.channel)))
  })
  routes.patch('/channels/:channel', (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    const { name, topic, nsfw, parent_id, archived, locked } = formOf(request, channelForm)
    if (channel.kind !== 'dm') {
      need(world, channel, channel.kind === 'thread' ? Flag.ManageThreads : Flag.ManageChannels)
      if (name !== undefined) channel.name = name
    }
    if (channel.kind === 'text')
      Object.assign(channel, {
        topic: topic === undefined ? channel.topic : topic,
        ageRestricted: nsfw ?? channel.ageRestricted,
        parentId: parent_id === undefined ? channel.parentId : parent_id,
      })
    if (channel.kind === 'thread')
      Object.assign(channel, { archived: archived ?? channel.archived, locked: locked ?? channel.locked })
    world.announce({ is: 'channel', change: 'updated', channel })
    response.json(channelPayload(world, channel))
  })
  routes.delete('/channels/:channel', (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    const payload = channelPayload(world, channel)
    if (channel.kind !== 'dm') {
      need(world, channel, channel.kind === 'thread' ? Flag.ManageThreads : Flag.ManageChannels)
      removeChannel(world, channel)
    }
    response.json(payload)
  })
  routes.post('/channels/:channel/typing', (request, response) => {
    const channel = writableChannel(world, request.params.channel)
    world.announce({ is: 'typing', channel, userId: world.bot.id })
    response.status(204).end()
  })
  return routes
}
