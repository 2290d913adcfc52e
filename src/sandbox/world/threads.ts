import { MessageFlags, MessageReferenceType, MessageType } from 'discord-api-types/v10'
import { addThread } from './channels.ts'
import { createMessage } from './messages.ts'
import type { MessageEntry, TextChannel } from './things.ts'
import type { World } from './world.ts'

/** A thread below a message: it has that message's id and begins with a message that points at it. */
export const startThread = (
  world: World,
  parent: TextChannel,
  entry: MessageEntry,
  name: string,
  ownerId: string,
) => {
  const { message } = entry
  const thread = addThread(world, parent, name, ownerId, message.id)
  createMessage(world, thread, {
    authorId: ownerId,
    content: '',
    mentions: { users: [], roles: [], everyone: false },
    more: {
      type: MessageType.ThreadStarterMessage,
      message_reference: {
        type: MessageReferenceType.Default,
        guild_id: parent.guildId,
        channel_id: parent.id,
        message_id: message.id,
      },
    },
  })
  message.flags |= MessageFlags.HasThread
  world.announce({ is: 'message edited', channel: parent, entry })
  return thread
}
