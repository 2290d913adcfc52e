import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import express from 'express'
import { z } from 'zod'
import { addThread } from '../world/channels.ts'
import { startThread } from '../world/threads.ts'
import { channelPayload, threadMemberPayload } from '../world/payloads.ts'
import type { TextChannel, Thread } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { messageIn, need, visibleChannel } from './access.ts'
import { discordError } from './errors.ts'
import { formOf, text } from './form.ts'

const threadForm = z.looseObject({ name: text(100, 1) })

export const threadRoutes = (world: World) => {
  const routes = express.Router()

  routes.post('/channels/:channel/threads', (request, response) => {
    const parent = parentOf(world, request.params.channel)
    const { name } = formOf(request, threadForm)
    response.status(201).json(channelPayload(world, addThread(world, parent, name, world.bot.id)))
  })

  routes.post('/channels/:channel/messages/:message/threads', (request, response) => {
    const parent = parentOf(world, request.params.channel)
    const { name } = formOf(request, threadForm)
    const entry = messageIn(world, parent, request.params.message)
    if (world.channels.has(entry.message.id)) throw discordError('threadExists')
    const thread = startThread(world, parent, entry, name, world.bot.id)
    response.status(201).json(channelPayload(world, thread))
  })

  routes.get('/channels/:channel/threads/archived/public', (request, response) => {
    const parent = visibleChannel(world, request.params.channel)
    const threads = [...world.channels.values()]
      .filter((channel) => channel.kind === 'thread')
      .filter((thread) => thread.parentId === parent.id && thread.archived)
    response.json({ threads: threads.map((one) => channelPayload(world, one)), members: [], has_more: false })
  })

  routes.get('/channels/:channel/thread-members', (request, response) => {
    const thread = threadOf(world, request.params.channel)
    response.json([...thread.members.keys()].map((id) => threadMemberPayload(thread, id)))
  })

  routes.put('/channels/:channel/thread-members/:user', (request, response) => {
    const thread = threadOf(world, request.params.channel)
    const userId = memberId(world, request.params.user)
    if (!thread.members.has(userId)) {
      thread.members.set(userId, { joinedAt: new Date(world.clock.now()).toISOString() })
      world.announce({ is: 'thread members', thread, added: [userId], removed: [] })
    }
    response.status(204).end()
  })

  routes.delete('/channels/:channel/thread-members/:user', (request, response) => {
    const thread = threadOf(world, request.params.channel)
    const userId = memberId(world, request.params.user)
    if (thread.members.delete(userId))
      world.announce({ is: 'thread members', thread, added: [], removed: [userId] })
    response.status(204).end()
  })

  return routes
}

const parentOf = (world: World, id: string): TextChannel => {
  const channel = visibleChannel(world, id)
  if (channel.kind !== 'text') throw discordError('wrongChannelType')
  need(world, channel, Flag.CreatePublicThreads)
  return channel
}

const threadOf = (world: World, id: string): Thread => {
  const channel = visibleChannel(world, id)
  if (channel.kind !== 'thread') throw discordError('wrongChannelType')
  return channel
}

const memberId = (world: World, id: string) => {
  const userId = id === '@me' ? world.bot.id : id
  if (!world.people.has(userId)) throw discordError('unknownUser')
  return userId
}
