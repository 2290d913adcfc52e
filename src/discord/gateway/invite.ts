import { PermissionFlagsBits } from 'discord-api-types/v10'

export type NeededPermission = {
  /** As Discord's settings call it. */
  name: string
  flag: bigint
  /** What Parley can't do without it; of the vital ones, that is to answer at all. */
  without: string
  vital: boolean
}

/** What Parley needs in a channel, and nothing else. */
export const neededPermissions: readonly NeededPermission[] = [
  {
    name: 'View Channel',
    flag: PermissionFlagsBits.ViewChannel,
    without: 'it sees no message there',
    vital: true,
  },
  {
    name: 'Send Messages',
    flag: PermissionFlagsBits.SendMessages,
    without: 'it can answer nothing',
    vital: true,
  },
  {
    name: 'Send Messages in Threads',
    flag: PermissionFlagsBits.SendMessagesInThreads,
    without: 'it can answer nothing in threads',
    vital: true,
  },
  {
    name: 'Read Message History',
    flag: PermissionFlagsBits.ReadMessageHistory,
    without: 'it can reply to no message',
    vital: true,
  },
  {
    name: 'Embed Links',
    flag: PermissionFlagsBits.EmbedLinks,
    without: 'cards in its messages stay hidden',
    vital: false,
  },
  {
    name: 'Attach Files',
    flag: PermissionFlagsBits.AttachFiles,
    without: 'it can send no answer as a file',
    vital: false,
  },
]

const permissions = neededPermissions.reduce((all, { flag }) => all | flag, 0n)

/** Where a server's owner invites the bot, or gives it what it lacks there. */
export const inviteLink = (application: string) =>
  `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands&permissions=${permissions}`
