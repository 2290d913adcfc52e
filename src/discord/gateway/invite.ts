import { PermissionFlagsBits } from 'discord-api-types/v10'

// To read the channel, to answer in it and in its threads; without the history, a message can't be replied to.
// Nothing else: embeds are suppressed, and files aren't sent.
const permissions =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.ReadMessageHistory

/** Where a server's owner invites the bot. */
export const inviteLink = (application: string) =>
  `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands&permissions=${permissions}`
