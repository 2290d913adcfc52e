import express from 'express'
import { channelPayload } from '../world/payloads.ts'
import type { Happening } from '../world/happenings.ts'
import { controlMessage } from '../world/message-views.ts'
import type { World } from '../world/world.ts'
import { stateOf } from './state.ts'

const KEEP_ALIVE = 15_000

/** Server-Sent Events for the chat page: all that happens, unredacted, as it happens. */
export const eventRoutes = (world: World) => {
  const routes = express.Router()
  routes.get('/events', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(`event: state\ndata: ${JSON.stringify(stateOf(world))}\n\n`)
    const listening = world.listen((happening) => {
      for (const [name, data] of pageEvents(world, happening))
        response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    })
    let timer: Disposable
    const keepAlive = () => {
      response.write(': still here\n\n')
      timer = world.clock.after(KEEP_ALIVE, keepAlive)
    }
    timer = world.clock.after(KEEP_ALIVE, keepAlive)
    response.once('close', () => {
      timer[Symbol.dispose]()
      listening[Symbol.dispose]()
    })
  })
  return routes
}

const pageEvents = (world: World, happening: Happening): [string, unknown][] => {
  switch (happening.is) {
    case 'message created':
      return [['message_create', controlMessage(world, happening.entry)]]
    case 'message edited':
    case 'reaction':
      return [['message_update', controlMessage(world, happening.entry)]]
    case 'messages deleted':
      return happening.ids.map((id) => ['message_delete', { id, channel_id: happening.channel.id }])
    case 'typing':
      return [['typing', { channel_id: happening.channel.id, user: world.people.get(happening.userId) }]]
    case 'channel':
      return happening.change === 'created'
        ? [
            ['channel_create', channelPayload(world, happening.channel)],
            ['state', stateOf(world)],
          ]
        : [['state', stateOf(world)]]
    case 'application changed':
    case 'guild':
    case 'role':
    case 'member':
      return [['state', stateOf(world)]]
    case 'commands changed':
      return [['commands', {}]]
    case 'interaction answered':
    case 'interaction':
    case 'pins changed':
    case 'thread members':
      return []
  }
}
