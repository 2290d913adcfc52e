import { type APIAttachment, MessageReferenceType, MessageType } from 'discord-api-types/v10'
import type { Mentions } from './mentions.ts'
import type { Channel, Message, MessageEntry, StoredFile } from './things.ts'
import type { World } from './world.ts'

export type Draft = {
  authorId: string
  content: string
  mentions: Mentions
  replyTo?: MessageEntry | undefined
  ephemeralTo?: string | null
  more?: Partial<Message>
}

export const createMessage = (world: World, channel: Channel, draft: Draft): MessageEntry => {
  const { authorId, content, mentions, replyTo, more } = draft
  const message: Message = {
    id: world.nextId(),
    channel_id: channel.id,
    author: world.people.get(authorId)!,
    content,
    timestamp: new Date(world.clock.now()).toISOString(),
    edited_timestamp: null,
    tts: false,
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    flags: 0,
    type: replyTo ? MessageType.Reply : MessageType.Default,
    ...mentionFields(world, mentions),
    ...(replyTo && { message_reference: referenceTo(channel, replyTo) }),
    ...more,
  }
  const entry = { channelId: channel.id, message, editCount: 0, ephemeralTo: draft.ephemeralTo ?? null }
  world.messages.get(channel.id)!.set(message.id, entry)
  if (entry.ephemeralTo === null) {
    channel.lastMessageId = message.id
    // Discord doesn't count the message that a thread begins with.
    if (channel.kind === 'thread' && message.type !== MessageType.ThreadStarterMessage)
      channel.messageCount += 1
  }
  world.announce({ is: 'message created', channel, entry })
  return entry
}

export const editMessage = (
  world: World,
  channel: Channel,
  entry: MessageEntry,
  change: Partial<Message>,
) => {
  Object.assign(entry.message, { edited_timestamp: new Date(world.clock.now()).toISOString() }, change)
  entry.editCount += 1
  world.announce({ is: 'message edited', channel, entry })
}

export const deleteMessages = (world: World, channel: Channel, ids: string[]) => {
  const there = ids.filter((id) => world.messages.get(channel.id)?.delete(id))
  for (const id of there) channel.pinned.delete(id)
  if (there.length > 0) world.announce({ is: 'messages deleted', channel, ids: there })
}

export const mentionFields = (world: World, mentions: Mentions) => ({
  mentions: mentions.users.map((id) => world.people.get(id)!),
  mention_roles: mentions.roles,
  mention_everyone: mentions.everyone,
})

/** Oldest first; messages that one person alone can see are left out. */
export const publicMessages = (world: World, channelId: string) =>
  [...(world.messages.get(channelId)?.values() ?? [])].filter((entry) => entry.ephemeralTo === null)

export const findMessage = (world: World, id: string) => {
  for (const messages of world.messages.values()) {
    const entry = messages.get(id)
    if (entry) return entry
  }
  return undefined
}

/** Keeps the bytes and gives them an address, as Discord's CDN does. */
export const storeAttachment = (
  world: World,
  channelId: string,
  file: StoredFile & { description?: string | undefined },
): APIAttachment => {
  const id = world.nextId()
  world.files.set(id, file)
  const url = `${world.origin}/attachments/${channelId}/${id}/${encodeURIComponent(file.name)}`
  return {
    id,
    filename: file.name,
    size: file.bytes.length,
    url,
    proxy_url: url,
    content_type: file.type,
    ...(file.description !== undefined && { description: file.description }),
  }
}

const referenceTo = (channel: Channel, replyTo: MessageEntry) => ({
  type: MessageReferenceType.Default,
  channel_id: replyTo.channelId,
  message_id: replyTo.message.id,
  ...(channel.kind !== 'dm' && { guild_id: channel.guildId }),
})
