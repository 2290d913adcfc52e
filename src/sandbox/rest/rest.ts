import express, { type RequestHandler } from 'express'
import type { Gateway } from '../gateway/gateway.ts'
import type { World } from '../world/world.ts'
import { readBody } from './body.ts'
import { channelRoutes } from './channels.ts'
import { answerErrors, discordError, notFound } from './errors.ts'
import { guildRoutes } from './guilds.ts'
import { identityRoutes } from './identity.ts'
import { messageRoutes } from './messages.ts'

/** REST v10, to be mounted at /api/v10. */
export const restRoutes = (world: World, gateway: Gateway) => {
  const routes = express.Router()
  routes.use(authorize(world), ...readBody('26mb'))
  routes.use(identityRoutes(world, gateway), guildRoutes(world), channelRoutes(world), messageRoutes(world))
  routes.use(notFound, answerErrors)
  return routes
}

// Whoever holds an interaction's token needs no other.
const open = /^\/(gateway$|webhooks\/\d+\/|interactions\/\d+\/)/

const authorize =
  ({ application }: World): RequestHandler =>
  (request, _response, next) => {
    if (!open.test(request.path) && request.headers.authorization !== `Bot ${application.token}`)
      throw discordError('unauthorized')
    next()
  }
