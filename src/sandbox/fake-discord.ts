import express, { type RequestHandler, type Router } from 'express'
import type { Clock } from '../lib/clock.ts'
import { controlRoutes } from './control/control.ts'
import { createFaults } from './faults/faults.ts'
import { startGateway } from './gateway/gateway.ts'
import { listen, type Port } from './listen.ts'
import { isLocal } from './local-only.ts'
import { cdnRoutes } from './rest/cdn.ts'
import type { Observer } from './rest/observe.ts'
import { restRoutes } from './rest/rest.ts'
import { botUser, seed, seedApplication } from './world/seed.ts'
import { defaultSettings, type Settings } from './world/settings.ts'
import { createWorld, type World } from './world/world.ts'

export type FakeDiscord = AsyncDisposable & {
  /** Where it is reached, such as http://127.0.0.1:5050. */
  readonly url: string
  /** What DISCORD_API_URL is to be. */
  readonly apiUrl: string
  readonly token: string
  readonly applicationId: string
  readonly botId: string
  readonly world: World
}

export type FakeDiscordOptions = {
  port: Port
  clock: Clock
  /** A Discord that keeps only what it must: see Settings. */
  strict?: boolean
  settings?: Partial<Settings>
  /** Where it is reached, if by a name of its own: it says so in the addresses that it gives. */
  origin?: string
  /** What else is served here: the chat page, the practice provider. */
  routers?: Router[]
  /** Sees each request to the API. */
  onRequest?: Observer
}

/** A Discord of its own on loopback: REST, gateway and the control API on one port. */
export const startFakeDiscord = async (options: FakeDiscordOptions): Promise<FakeDiscord> => {
  const { clock, strict = false, routers = [], onRequest = () => {} } = options
  await using stack = new AsyncDisposableStack()
  const { server, port } = await listen(options.port)
  stack.defer(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const url = `http://127.0.0.1:${port}`
  const settings = { ...defaultSettings(strict), ...options.settings }
  const application = seedApplication()
  const world = createWorld({ clock, origin: options.origin ?? url, settings, application, bot: botUser })
  seed(world)
  const faults = createFaults(clock)
  const gateway = stack.use(startGateway(world, faults))
  const app = express().disable('x-powered-by').disable('etag')
  app.use(localOnly)
  app.use(['/api/v10', '/api/v9', '/api'], restRoutes(world, gateway, faults, onRequest))
  app.use(cdnRoutes(world))
  app.use('/sandbox', controlRoutes(world, gateway, faults))
  for (const router of routers) app.use(router)
  server.on('request', app)
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (isLocal(request)) gateway.upgrade(request, socket, head)
    else socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
  })
  const owned = stack.move()
  return {
    url,
    apiUrl: `${url}/api`,
    token: application.token,
    applicationId: application.id,
    botId: world.bot.id,
    world,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const localOnly: RequestHandler = (request, response, next) => {
  if (isLocal(request)) next()
  else
    response.status(403).json({
      error:
        'The sandbox answers this machine alone: send no Origin but its own, and 127.0.0.1 or localhost as Host.',
    })
}
