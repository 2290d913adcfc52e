import { MessageFlags, PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import express from 'express'
import { z } from 'zod'
import { snowflakeTime } from '../../lib/snowflake.ts'
import { mentionsIn } from '../world/mentions.ts'
import { restMessage, withoutContent } from '../world/message-views.ts'
import {
  createMessage,
  deleteMessages,
  editMessage,
  mentionFields,
  publicMessages,
  storeAttachment,
} from '../world/messages.ts'
import type { Channel, Message, MessageEntry } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { botMay, messageIn, need, visibleChannel, writableChannel } from './access.ts'
import { checkComponents } from './component-rules.ts'
import { withComponentIds } from './component-ids.ts'
import { discordError, invalidForm } from './errors.ts'
import { filesOf, formOf, snowflake, type Upload } from './form.ts'
import {
  checkEmbeds,
  createForm,
  type CreateForm,
  editForm,
  type EditForm,
  embedsOf,
  flagsOf,
} from './message-form.ts'
import { pageOf } from './message-page.ts'

/** Of a guild without boosts. */
const LARGEST_FILE = 10 * 1024 * 1024
const TWO_WEEKS = 14 * 86_400_000

export const messageRoutes = (world: World) => {
  const routes = express.Router()

  routes.post('/channels/:channel/messages', (request, response) => {
    const channel = writableChannel(world, request.params.channel)
    const form = formOf(request, createForm)
    response.json(shown(world, postMessage(world, channel, form, filesOf(request))))
  })

  routes.get('/channels/:channel/messages', (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    const readable = botMay(world, channel, Flag.ReadMessageHistory) ? publicMessages(world, channel.id) : []
    response.json(pageOf(readable, request.query).map((entry) => shown(world, entry)))
  })

  routes.get('/channels/:channel/messages/:message', (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    need(world, channel, Flag.ReadMessageHistory)
    response.json(shown(world, messageIn(world, channel, request.params.message)))
  })

  routes.patch('/channels/:channel/messages/:message', (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    const form = formOf(request, editForm)
    const entry = messageIn(world, channel, request.params.message)
    if (entry.message.author.id !== world.bot.id) throw discordError('foreignMessage')
    editMessage(world, channel, entry, changeOf(world, channel, entry, form, filesOf(request)))
    response.json(shown(world, entry))
  })

  routes.delete('/channels/:channel/messages/:message', (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    const entry = messageIn(world, channel, request.params.message)
    if (entry.message.author.id !== world.bot.id) {
      if (channel.kind === 'dm') throw discordError('systemMessage')
      need(world, channel, Flag.ManageMessages)
    }
    deleteMessages(world, channel, [entry.message.id])
    response.status(204).end()
  })

  routes.post('/channels/:channel/messages/bulk-delete', (request, response) => {
    const channel = visibleChannel(world, request.params.channel)
    if (channel.kind === 'dm') throw discordError('wrongChannelType')
    need(world, channel, Flag.ManageMessages)
    const { messages } = formOf(request, z.looseObject({ messages: z.array(snowflake) }))
    if (messages.length < 2 || messages.length > 100) throw discordError('bulkCount')
    if (messages.some((id) => snowflakeTime(id) < world.clock.now() - TWO_WEEKS))
      throw discordError('bulkTooOld')
    deleteMessages(world, channel, messages)
    response.status(204).end()
  })

  return routes
}

/** What an interaction's answer has that a plain message hasn't. */
type Extra = {
  more?: Partial<Message>
  ephemeralTo?: string | null
  flags?: number
  trusted?: boolean
  /** It may be without content. */
  empty?: boolean
}

/** Makes the message that a form asks for, or finds the one that its nonce already made. */
export const postMessage = (
  world: World,
  channel: Channel,
  form: CreateForm,
  files: Upload[],
  extra: Extra = {},
): MessageEntry => {
  checkEmbeds(form.embeds)
  checkComponents(form.components, form.flags)
  const nonce = form.nonce ?? undefined
  const earlier =
    nonce !== undefined && form.enforce_nonce ? world.nonces.find(world.bot.id, String(nonce)) : undefined
  if (earlier) return earlier
  const replyTo = repliedTo(world, channel, form)
  const content = (form.content ?? '').trim()
  const canEmbed = extra.trusted || botMay(world, channel, Flag.EmbedLinks)
  const mentions = mentionsIn(world, channel, content, form.allowed_mentions ?? undefined)
  const pings = replyTo && (form.allowed_mentions ? form.allowed_mentions.replied_user === true : true)
  if (pings) mentions.users = [...new Set([...mentions.users, replyTo.message.author.id])]
  const attachments = uploaded(world, channel, form, files, extra.trusted)
  const components = withComponentIds(form.components)
  const embeds = canEmbed ? embedsOf(form.embeds) : []
  const something = content || attachments.length > 0 || components.length > 0 || embeds.length > 0
  if (!something && !extra.empty && !form.poll && !form.sticker_ids?.length)
    throw discordError('emptyMessage')
  const more: Partial<Message> = {
    attachments,
    embeds,
    components,
    flags: flagsOf(form.flags, extra.flags),
    tts: form.tts ?? false,
    ...(nonce !== undefined && { nonce }),
    ...extra.more,
  }
  const { ephemeralTo = null } = extra
  const entry = createMessage(world, channel, {
    authorId: world.bot.id,
    content,
    mentions,
    replyTo,
    ephemeralTo,
    more,
  })
  if (nonce !== undefined) world.nonces.record(world.bot.id, String(nonce), entry)
  return entry
}

export const changeOf = (
  world: World,
  channel: Channel,
  { message }: MessageEntry,
  form: EditForm,
  files: Upload[],
  trusted = false,
): Partial<Message> => {
  checkEmbeds(form.embeds)
  checkComponents(form.components, form.flags ?? message.flags)
  const content = form.content === undefined ? message.content : (form.content ?? '').trim()
  const kept = message.attachments.flatMap((one) => {
    if (!form.attachments) return one
    const said = form.attachments.find(({ id }) => id === one.id)
    return said ? { ...one, ...(said.description != null && { description: said.description }) } : []
  })
  const change = {
    content,
    attachments: [...kept, ...uploaded(world, channel, form, files, trusted)],
    ...(form.embeds !== undefined && { embeds: embedsOf(form.embeds) }),
    ...(form.components !== undefined && { components: withComponentIds(form.components) }),
    ...(form.flags !== undefined && {
      flags: flagsOf(form.flags, message.flags & MessageFlags.Ephemeral),
    }),
    ...(form.content !== undefined &&
      mentionFields(world, mentionsAfter(world, channel, message, form, content))),
  }
  const left = { ...message, ...change }
  const something =
    left.content || left.attachments.length + left.embeds.length + (left.components?.length ?? 0) > 0
  if (!something && !left.poll) throw discordError('emptyMessage')
  return change
}

export const shown = (world: World, entry: MessageEntry) => {
  const message = restMessage(world, entry)
  return world.application.privilegedIntents.has('message_content') ? message : withoutContent(world, message)
}

/** An edit mentions anew, but whom a reply answers stays mentioned unless the edit says otherwise. */
const mentionsAfter = (world: World, channel: Channel, message: Message, form: EditForm, content: string) => {
  const mentions = mentionsIn(world, channel, content, form.allowed_mentions ?? undefined)
  const answered = world.messages.get(channel.id)?.get(message.message_reference?.message_id ?? '')?.message
    .author.id
  const stays =
    message.mentions.some(({ id }) => id === answered) && form.allowed_mentions?.replied_user !== false
  if (answered !== undefined && stays) mentions.users = [...new Set([...mentions.users, answered])]
  return mentions
}

const repliedTo = (world: World, channel: Channel, { message_reference: reference }: CreateForm) => {
  if (!reference) return undefined
  if (!botMay(world, channel, Flag.ReadMessageHistory)) throw discordError('noHistoryForReply')
  const entry = world.messages.get(channel.id)?.get(reference.message_id)
  if (entry && entry.ephemeralTo === null) return entry
  if (reference.fail_if_not_exists === false) return undefined
  const mistake = { code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }
  throw invalidForm({ message_reference: { _errors: [mistake] } })
}

const uploaded = (world: World, channel: Channel, form: EditForm, files: Upload[], trusted = false) => {
  if (!trusted && files.length > 0) need(world, channel, Flag.AttachFiles)
  if (files.some(({ bytes }) => bytes.length > LARGEST_FILE)) throw discordError('tooLarge')
  return files.map((file) => {
    const index = /^files\[(\d+)\]$/.exec(file.field)?.[1]
    const described = form.attachments?.find(({ id }) => id === index)
    return storeAttachment(world, channel.id, {
      name: described?.filename ?? file.name,
      type: file.type || 'application/octet-stream',
      bytes: file.bytes,
      description: described?.description ?? undefined,
    })
  })
}
