import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import express, { type RequestHandler } from 'express'
import type { Channel } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { messageIn, need, visibleChannel } from './access.ts'
import { shown } from './messages.ts'

export const pinRoutes = (world: World) => {
  const routes = express.Router()
  routes.get('/channels/:channel/messages/pins', (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    const items = pinned(world, channel).map((message) => ({ pinned_at: message.timestamp, message }))
    response.json({ items, has_more: false })
  })
  routes.get('/channels/:channel/pins', (request, response) => {
    response.json(pinned(world, visibleChannel(world, request.params.channel)))
  })
  routes.put('/channels/:channel/messages/pins/:message', setPinned(world, true))
  routes.put('/channels/:channel/pins/:message', setPinned(world, true))
  routes.delete('/channels/:channel/messages/pins/:message', setPinned(world, false))
  routes.delete('/channels/:channel/pins/:message', setPinned(world, false))
  return routes
}

const pinned = (world: World, channel: Channel) =>
  [...channel.pinned].reverse().map((id) => shown(world, messageIn(world, channel, id)))

const setPinned =
  (world: World, wanted: boolean): RequestHandler<{ channel: string; message: string }> =>
  (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    need(world, channel, Flag.ManageMessages)
    const { message } = messageIn(world, channel, request.params.message)
    message.pinned = wanted
    if (wanted) channel.pinned.add(message.id)
    else channel.pinned.delete(message.id)
    world.announce({ is: 'pins changed', channel })
    response.status(204).end()
  }
