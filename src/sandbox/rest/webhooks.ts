import { InteractionResponseType as Answer, MessageFlags } from 'discord-api-types/v10'
import express from 'express'
import { interactionMessage, isTokenAlive } from '../world/interactions.ts'
import { deleteMessages, editMessage } from '../world/messages.ts'
import type { Channel, Interaction, MessageEntry } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { discordError } from './errors.ts'
import { filesOf, formOf, type Upload } from './form.ts'
import { createForm, editForm, type EditForm } from './message-form.ts'
import { changeOf, postMessage, shown } from './messages.ts'

/** What follows an interaction's first answer, for the 15 minutes that its token lives. */
export const webhookRoutes = (world: World) => {
  const routes = express.Router()
  const path = '/webhooks/:application/:token'
  const one = `${path}/messages/:message`

  routes.post(path, (request, response) => {
    const interaction = answered(world, request.params)
    const channel = channelOf(world, interaction)
    const form = formOf(request, createForm)
    const original = interaction.answer?.message
    // The first follow-up takes the place of "is thinking…".
    if (
      interaction.answer?.type === Answer.DeferredChannelMessageWithSource &&
      original &&
      isLoading(original) &&
      world.messages.get(channel.id)?.has(original.message.id)
    ) {
      edit(world, channel, original, form, filesOf(request))
      return void response.json(shown(world, original))
    }
    const extra = interactionMessage(world, interaction, form.flags)
    const entry = postMessage(world, channel, form, filesOf(request), extra)
    response.json(shown(world, entry))
  })
  routes.get(one, (request, response) => {
    response.json(shown(world, entryOf(world, answered(world, request.params), request.params.message)))
  })
  routes.patch(one, (request, response) => {
    const interaction = answered(world, request.params)
    const entry = entryOf(world, interaction, request.params.message)
    edit(world, channelOf(world, interaction), entry, formOf(request, editForm), filesOf(request))
    response.json(shown(world, entry))
  })
  routes.delete(one, (request, response) => {
    const interaction = answered(world, request.params)
    const entry = entryOf(world, interaction, request.params.message)
    deleteMessages(world, channelOf(world, interaction), [entry.message.id])
    response.status(204).end()
  })
  return routes
}

type Params = { application: string; token: string }

const answered = (world: World, { application, token }: Params): Interaction => {
  const interaction = [...world.interactions.values()].find((one) => one.token === token)
  if (application !== world.application.id || !interaction?.answer) throw discordError('unknownWebhook')
  if (!isTokenAlive(world, interaction)) throw discordError('invalidWebhookToken')
  return interaction
}

const channelOf = (world: World, { channelId }: Interaction): Channel => {
  const channel = world.channels.get(channelId)
  if (!channel) throw discordError('unknownChannel')
  return channel
}

const entryOf = (world: World, interaction: Interaction, id: string): MessageEntry => {
  const wanted = id === '@original' ? interaction.answer?.message?.message.id : id
  const entry = world.messages.get(interaction.channelId)?.get(wanted ?? '')
  if (!entry || entry.message.author.id !== world.bot.id) throw discordError('unknownMessage')
  return entry
}

const isLoading = ({ message }: MessageEntry) => (message.flags & MessageFlags.Loading) !== 0

const edit = (world: World, channel: Channel, entry: MessageEntry, form: EditForm, files: Upload[]) => {
  const flags = entry.message.flags & ~MessageFlags.Loading
  // What takes the place of "is thinking…" doesn't count as edited.
  const unedited = isLoading(entry) && { edited_timestamp: null }
  const change = changeOf(world, channel, entry, form, files, true)
  editMessage(world, channel, entry, { flags, ...change, ...unedited })
}
