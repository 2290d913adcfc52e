import type { GeneralSettings } from '../config/settings.ts'

/** Where a message was written. `thread`: the channel is a thread. */
type Place = { guild: string | null; channel: string; thread: boolean; author: string }

/** Which conversation a message belongs to, and whether more than one person may write in it. */
export const conversationOf = (
  scope: GeneralSettings['conversation_scope'],
  { guild, channel, thread, author }: Place,
): { key: string; shared: boolean } => {
  if (thread) return { key: `thread:${channel}`, shared: true }
  switch (scope) {
    case 'user':
      return { key: guild ? `guild:${guild}/user:${author}` : `dm/user:${author}`, shared: false }
    case 'user_everywhere':
      return { key: `user:${author}`, shared: false }
    case 'channel':
      return { key: `channel:${channel}`, shared: guild !== null }
  }
}
