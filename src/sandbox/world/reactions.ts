import type { Channel, MessageEntry } from './things.ts'
import type { World } from './world.ts'

export const addReaction = (
  world: World,
  channel: Channel,
  entry: MessageEntry,
  emoji: string,
  userId: string,
) => {
  const reactions = (entry.message.reactions ??= [])
  const found = reactions.find((one) => one.emoji.name === emoji)
  if (found?.users.includes(userId)) return
  if (found) found.users.push(userId)
  else reactions.push({ emoji: { id: null, name: emoji }, users: [userId] })
  world.announce({ is: 'reaction', change: 'added', channel, entry, userId, emoji })
}

export const removeReactions = (
  world: World,
  channel: Channel,
  entry: MessageEntry,
  which: (emoji: string, userId: string) => boolean,
) => {
  const { message } = entry
  for (const { emoji, users } of message.reactions ?? [])
    for (const userId of users.filter((id) => which(emoji.name, id))) {
      users.splice(users.indexOf(userId), 1)
      world.announce({ is: 'reaction', change: 'removed', channel, entry, userId, emoji: emoji.name })
    }
  message.reactions = message.reactions?.filter(({ users }) => users.length > 0) ?? []
}
