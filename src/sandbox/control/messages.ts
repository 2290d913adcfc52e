import express from 'express'
import { z } from 'zod'
import type { Channel } from '../world/things.ts'
import { mentionsIn } from '../world/mentions.ts'
import { controlMessage } from '../world/message-views.ts'
import { createMessage, deleteMessages, editMessage, findMessage, mentionFields } from '../world/messages.ts'
import { displayName } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { channelOf, ControlError, inputOf, mayBeIn, personOf } from './input.ts'
import { storeUpload, uploadForm } from './uploads.ts'

const content = z.string().refine((value) => Array.from(value).length <= 2000, 'at most 2,000 characters')

const newMessage = z.strictObject({
  channel: z.string(),
  author: z.string(),
  content: content.default(''),
  reply_to: z.string().optional(),
  ping: z.boolean().default(true),
  attachments: z.array(uploadForm).max(10).default([]),
})

/** People writing, editing and deleting, and what a channel shows. */
export const messageControls = (world: World) => {
  const routes = express.Router()

  routes.post('/messages', (request, response) => {
    const input = inputOf(request, newMessage)
    const channel = channelOf(world, input.channel)
    const author = personOf(world, input.author)
    mayBeIn(world, channel, author.id)
    const text = withMentions(world, input.content).trim()
    if (!text && input.attachments.length === 0)
      throw new ControlError(400, 'content: write something, or attach a file.')
    const replyTo = input.reply_to === undefined ? undefined : entryIn(world, channel, input.reply_to)
    const mentions = mentionsIn(world, channel, text)
    if (replyTo && input.ping) mentions.users = [...new Set([...mentions.users, replyTo.message.author.id])]
    const attachments = input.attachments.map((one) => storeUpload(world, channel.id, one))
    const draft = { authorId: author.id, content: text, mentions, replyTo, more: { attachments } }
    response.status(201).json(controlMessage(world, createMessage(world, channel, draft)))
  })

  routes.patch('/messages/:message', (request, response) => {
    const { content: changed } = inputOf(request, z.strictObject({ content }))
    const entry = known(world, request.params.message)
    const channel = world.channels.get(entry.channelId)!
    const text = withMentions(world, changed).trim()
    if (!text && entry.message.attachments.length === 0)
      throw new ControlError(400, 'content: write something.')
    editMessage(world, channel, entry, {
      content: text,
      ...mentionFields(world, mentionsIn(world, channel, text)),
    })
    response.json(controlMessage(world, entry))
  })

  routes.delete('/messages/:message', (request, response) => {
    const entry = known(world, request.params.message)
    deleteMessages(world, world.channels.get(entry.channelId)!, [entry.message.id])
    response.status(204).end()
  })

  routes.get('/channels/:channel/messages', (request, response) => {
    const channel = channelOf(world, request.params.channel)
    response.json([...world.messages.get(channel.id)!.values()].map((entry) => controlMessage(world, entry)))
  })

  routes.post('/channels/:channel/typing', (request, response) => {
    const { author } = inputOf(request, z.strictObject({ author: z.string() }))
    const channel = channelOf(world, request.params.channel)
    const { id } = personOf(world, author)
    mayBeIn(world, channel, id)
    world.announce({ is: 'typing', channel, userId: id })
    response.status(204).end()
  })

  return routes
}

const known = (world: World, id: string) => {
  const entry = findMessage(world, id)
  if (!entry) throw new ControlError(404, `There is no message ${id}.`)
  return entry
}

const entryIn = (world: World, channel: Channel, id: string) => {
  const entry = world.messages.get(channel.id)?.get(id)
  if (!entry) throw new ControlError(404, `reply_to: there is no message ${id} in this channel.`)
  return entry
}

/** What Discord's own client does with a name that was picked: @Parley becomes <@id>. */
const withMentions = (world: World, content: string) => {
  const byLength = [...world.people.values()].sort(
    (one, other) => displayName(other).length - displayName(one).length,
  )
  return byLength.reduce((text, user) => {
    const name = displayName(user).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    return text.replaceAll(new RegExp(String.raw`(?<![\w<])@${name}(?!\w)`, 'g'), `<@${user.id}>`)
  }, content)
}
