import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import express, { type RequestHandler } from 'express'
import { addReaction, removeReactions } from '../world/reactions.ts'
import type { World } from '../world/world.ts'
import { messageIn, need, visibleChannel } from './access.ts'
import { discordError } from './errors.ts'

export const reactionRoutes = (world: World) => {
  const routes = express.Router()
  const path = '/channels/:channel/messages/:message/reactions'

  routes.put(`${path}/:emoji/@me`, (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    need(world, channel, Flag.ReadMessageHistory | Flag.AddReactions)
    const entry = messageIn(world, channel, request.params.message)
    addReaction(world, channel, entry, request.params.emoji, world.bot.id)
    response.status(204).end()
  })

  routes.get(`${path}/:emoji`, (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    const { message } = messageIn(world, channel, request.params.message)
    const found = message.reactions?.find(({ emoji }) => emoji.name === request.params.emoji)
    response.json((found?.users ?? []).map((id) => world.people.get(id)))
  })

  routes.delete(`${path}/:emoji/:user`, (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    const userId = request.params.user === '@me' ? world.bot.id : request.params.user
    if (userId !== world.bot.id) need(world, channel, Flag.ManageMessages)
    if (!world.people.has(userId)) throw discordError('unknownUser')
    const entry = messageIn(world, channel, request.params.message)
    removeReactions(world, channel, entry, (emoji, by) => emoji === request.params.emoji && by === userId)
    response.status(204).end()
  })

  routes.delete(path, removeAll(world))
  routes.delete(`${path}/:emoji`, removeAll(world))
  return routes
}

const removeAll =
  (world: World): RequestHandler<{ channel: string; message: string; emoji?: string }> =>
  (request, response) => {
    const { params } = request
    const channel = visibleChannel(world, params.channel)
    need(world, channel, Flag.ManageMessages)
    const entry = messageIn(world, channel, params.message)
    removeReactions(world, channel, entry, (emoji) => params.emoji === undefined || emoji === params.emoji)
    response.status(204).end()
  }
