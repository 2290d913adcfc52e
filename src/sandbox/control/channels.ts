import express from 'express'
import { z } from 'zod'
import {
  addCategory,
  addTextChannel,
  addThread,
  changeChannel,
  openDirectMessage,
  removeChannel,
  setBotOverwrite,
  type TextFields,
} from '../world/channels.ts'
import { startThread } from '../world/threads.ts'
import type { Channel, Guild } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { botPermissionBits, botPermissionsForm } from './bot-permissions.ts'
import { categoryOf, channelOf, ControlError, guildOf, inputOf, personOf } from './input.ts'
import { channelState } from './state.ts'

const name = z.string().trim().min(1).max(100)
const textFields = { category: z.string().nullish(), age_restricted: z.boolean().optional() }
const textForm = z.strictObject({
  ...textFields,
  name: name.optional(),
  bot_may: botPermissionsForm.optional(),
})

const newChannel = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), guild: z.string(), name, ...textFields }),
  z.strictObject({
    type: z.literal('thread'),
    parent: z.string(),
    name,
    author: z.string(),
    /** The message that it stands below, if any. */
    message: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('dm'), person: z.string() }),
  z.strictObject({ type: z.literal('category'), guild: z.string(), name }),
])
type ThreadForm = Extract<z.infer<typeof newChannel>, { type: 'thread' }>

/** Channels, categories and threads that come, change and go. */
export const channelControls = (world: World) => {
  const routes = express.Router()
  routes.post('/channels', (request, response) => {
    response.status(201).json(shown(world, create(world, inputOf(request, newChannel))))
  })
  routes.patch('/channels/:channel', (request, response) => {
    const channel = channelOf(world, request.params.channel)
    if (channel.kind !== 'text')
      throw new ControlError(400, 'channel: only a text channel can be changed here.')
    const form = inputOf(request, textForm)
    const change = fieldsOf(world.guilds.get(channel.guildId)!, form)
    if (Object.keys(change).length > 0) changeChannel(world, channel, change)
    if (form.bot_may) setBotOverwrite(world, channel, botPermissionBits(form.bot_may))
    response.json(shown(world, channel))
  })
  routes.delete('/channels/:channel', (request, response) => {
    const channel = channelOf(world, request.params.channel)
    if (channel.kind === 'dm') throw new ControlError(400, 'channel: direct messages stay.')
    removeChannel(world, channel)
    response.status(204).end()
  })
  return routes
}

const create = (world: World, form: z.infer<typeof newChannel>): Channel => {
  switch (form.type) {
    case 'text': {
      const guild = guildOf(world, form.guild)
      return addTextChannel(world, guild, form.name, undefined, fieldsOf(guild, form))
    }
    case 'thread':
      return createThread(world, form)
    case 'dm':
      return openDirectMessage(world, personOf(world, form.person, 'person').id)
    case 'category':
      return addCategory(world, guildOf(world, form.guild), form.name)
  }
}

const createThread = (world: World, form: ThreadForm) => {
  const parent = channelOf(world, form.parent, 'parent')
  if (parent.kind !== 'text') throw new ControlError(400, 'parent: a thread stands in a text channel.')
  const { id } = personOf(world, form.author)
  if (form.message === undefined) return addThread(world, parent, form.name, id)
  const entry = world.messages.get(parent.id)?.get(form.message)
  if (!entry || entry.ephemeralTo !== null)
    throw new ControlError(404, `message: there is no message ${form.message} in this channel.`)
  if (world.channels.has(form.message)) throw new ControlError(409, 'message: it has a thread already.')
  return startThread(world, parent, entry, form.name, id)
}

/** The fields of a text channel that a form says; the others are left out. */
const fieldsOf = (
  guild: Guild,
  { name, category, age_restricted }: Partial<z.infer<typeof textForm>>,
): TextFields => ({
  ...(name !== undefined && { name }),
  ...(category !== undefined && { parentId: category === null ? null : categoryOf(guild, category).id }),
  ...(age_restricted !== undefined && { ageRestricted: age_restricted }),
})

const shown = (world: World, channel: Channel) =>
  channel.kind === 'dm'
    ? { id: channel.id, type: 1, recipient: world.people.get(channel.recipientId) }
    : channelState(world, channel)
