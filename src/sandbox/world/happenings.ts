import type { Channel, Guild, Interaction, Member, MessageEntry, Role, Thread } from './things.ts'

/** What happened in the world; the gateway makes dispatches of it, the control API events for the page. */
export type Happening =
  | { is: 'message created'; channel: Channel; entry: MessageEntry }
  | { is: 'message edited'; channel: Channel; entry: MessageEntry }
  | { is: 'messages deleted'; channel: Channel; ids: string[] }
  | { is: 'typing'; channel: Channel; userId: string }
  | {
      is: 'reaction'
      change: 'added' | 'removed'
      channel: Channel
      entry: MessageEntry
      userId: string
      emoji: string
    }
  | { is: 'pins changed'; channel: Channel }
  | { is: 'channel'; change: 'created' | 'updated' | 'deleted'; channel: Channel }
  | { is: 'thread members'; thread: Thread; added: string[]; removed: string[] }
  | { is: 'guild'; change: 'joined' | 'updated' | 'left'; guild: Guild }
  | { is: 'role'; change: 'created' | 'updated' | 'deleted'; guild: Guild; role: Role }
  | { is: 'member'; change: 'joined' | 'updated' | 'left'; guild: Guild; member: Member }
  | { is: 'application changed' }
  | { is: 'commands changed' }
  | { is: 'interaction'; interaction: Interaction }
  | { is: 'interaction answered'; interaction: Interaction }
