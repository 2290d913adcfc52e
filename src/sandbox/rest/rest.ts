import express, { type RequestHandler } from 'express'
import type { Faults } from '../faults/faults.ts'
import { restFaults } from '../faults/rest-faults.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { World } from '../world/world.ts'
import { readBody } from './body.ts'
import { channelRoutes } from './channels.ts'
import { commandRoutes } from './commands.ts'
import { answerErrors, discordError, notFound } from './errors.ts'
import { guildRoutes } from './guilds.ts'
import { identityRoutes } from './identity.ts'
import { interactionRoutes } from './interactions.ts'
import { messageRoutes } from './messages.ts'
import { observe, plainJson, type Observer } from './observe.ts'
import { pinRoutes } from './pins.ts'
import { rateLimits } from './rate-limits.ts'
import { reactionRoutes } from './reactions.ts'
import { threadRoutes } from './threads.ts'
import { webhookRoutes } from './webhooks.ts'

/** REST v10, to be mounted at /api/v10. */
export const restRoutes = (world: World, gateway: Gateway, faults: Faults, observer: Observer) => {
  const routes = express.Router()
  routes.use(
    plainJson,
    restFaults(world, faults),
    authorize(world),
    rateLimits(world),
    ...readBody('26mb'),
    observe(observer),
  )
  routes.use(identityRoutes(world, gateway), guildRoutes(world), channelRoutes(world))
  routes.use(pinRoutes(world), messageRoutes(world), reactionRoutes(world), threadRoutes(world))
  routes.use(commandRoutes(world), interactionRoutes(world), webhookRoutes(world))
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
