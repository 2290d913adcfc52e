import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import type { Faults } from '../faults/faults.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { World } from '../world/world.ts'
import { applicationControls } from './application.ts'
import { channelControls } from './channels.ts'
import { commandControls } from './commands.ts'
import { eventRoutes } from './events.ts'
import { faultControls } from './faults.ts'
import { ControlError } from './input.ts'
import { interactionControls } from './interactions.ts'
import { memberControls } from './members.ts'
import { messageControls } from './messages.ts'
import { placeControls } from './places.ts'
import { settingsControls } from './settings.ts'
import { stateRoutes } from './state.ts'

/** The people's side of the sandbox, to be mounted at /sandbox: docs/sandbox.md describes it. */
export const controlRoutes = (world: World, gateway: Gateway, faults: Faults) => {
  const routes = express.Router()
  routes.use(jsonOnly, express.json({ limit: '26mb' }))
  routes.use(messageControls(world), placeControls(world), channelControls(world), memberControls(world))
  routes.use(applicationControls(world))
  routes.use(commandControls(world), interactionControls(world))
  routes.use(faultControls(world, gateway, faults), settingsControls(world, gateway))
  routes.use(stateRoutes(world), eventRoutes(world))
  routes.use((request) => {
    throw new ControlError(
      404,
      `There is no ${request.method} ${request.originalUrl} here: see docs/sandbox.md.`,
    )
  })
  routes.use(answerErrors)
  return routes
}

const jsonOnly: RequestHandler = (request, _response, next) => {
  const brings =
    Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined
  // A form or plain text can be sent from a page elsewhere without asking; JSON cannot.
  if ((brings || request.method === 'POST') && !request.is('application/json'))
    throw new ControlError(415, 'Send the body as JSON, with the header "content-type: application/json".')
  next()
}

const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  if (error instanceof ControlError) return void response.status(error.status).json({ error: error.message })
  const status = error instanceof Error && 'status' in error ? error.status : 500
  if (status === 413) return void response.status(413).json({ error: 'The body is larger than 26 MB.' })
  if (status === 400) return void response.status(400).json({ error: 'The body is not JSON.' })
  response.status(500).json({ error: 'The sandbox made a mistake of its own.' })
}
