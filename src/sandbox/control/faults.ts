import { GatewayOpcodes as Op } from 'discord-api-types/v10'
import express from 'express'
import { type Fault, faultSchema, type Momentary, type Standing } from '../faults/fault.ts'
import type { Faults, StandingFault } from '../faults/faults.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { findMessage } from '../world/messages.ts'
import type { World } from '../world/world.ts'
import { ControlError, inputOf } from './input.ts'

/** What is told to go wrong, now or at the next occasion. */
export const faultControls = (world: World, gateway: Gateway, faults: Faults) => {
  const routes = express.Router()
  routes.post('/faults', (request, response) => {
    const fault = inputOf(request, faultSchema)
    if (isMomentary(fault)) response.json({ kind: fault.kind, affected: happen(world, gateway, fault) })
    else response.status(201).json(shownFault(world, faults.add(fault)))
  })
  routes.get('/faults', (_request, response) => {
    response.json(faults.list().map((fault) => shownFault(world, fault)))
  })
  routes.delete('/faults', (_request, response) => {
    faults.clear()
    response.status(204).end()
  })
  routes.delete('/faults/:fault', (request, response) => {
    if (!faults.remove(request.params.fault))
      throw new ControlError(404, `There is no fault ${request.params.fault}.`)
    response.status(204).end()
  })
  return routes
}

/** How many connections, sessions or messages it met. */
const happen = (world: World, gateway: Gateway, fault: Momentary): number => {
  const connections = [...gateway.connections].filter(({ session }) => {
    const shard = 'shard' in fault ? fault.shard : undefined
    return shard === undefined || session?.shard.id === shard
  })
  switch (fault.kind) {
    case 'cut':
      for (const { socket } of connections) {
        if (fault.code === undefined) socket.reset()
        else socket.close(fault.code, 'Told to close.')
      }
      return connections.length
    case 'reconnect':
      for (const connection of connections) connection.say(Op.Reconnect, null)
      return connections.length
    case 'invalid_session':
      for (const connection of connections) connection.invalidate(fault.resumable)
      return connections.length
    case 'forget_sessions': {
      const sessions = gateway.sessions.all()
      for (const session of sessions) gateway.sessions.forget(session)
      return sessions.length
    }
    case 'forget_message': {
      const entry = findMessage(world, fault.message)
      if (!entry) throw new ControlError(404, `message: there is no message ${fault.message}.`)
      world.messages.get(entry.channelId)?.delete(fault.message)
      return 1
    }
  }
}

const momentary: readonly string[] = [
  'cut',
  'reconnect',
  'invalid_session',
  'forget_sessions',
  'forget_message',
]
const isMomentary = (fault: Fault): fault is Momentary => momentary.includes(fault.kind)

const shownFault = (world: World, { id, fault, left, until }: StandingFault) => {
  const { count: _, for_ms: __, ...rest }: Standing & { count?: number; for_ms?: number } = fault
  return {
    id,
    ...rest,
    ...(left !== null && { left }),
    ...(until !== null && { left_ms: Math.max(0, Math.round(until - world.clock.monotonic())) }),
  }
}
