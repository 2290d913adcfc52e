import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'

/** What of the bot's permissions in a channel the control API shows and sets. */
export const botPermissionBits = {
  view: Flag.ViewChannel,
  send: Flag.SendMessages,
  send_in_threads: Flag.SendMessagesInThreads,
  read_history: Flag.ReadMessageHistory,
  embed: Flag.EmbedLinks,
  attach: Flag.AttachFiles,
  react: Flag.AddReactions,
  manage_messages: Flag.ManageMessages,
} as const

export const botPermissions = (permissions: bigint) =>
  Object.fromEntries(
    Object.entries(botPermissionBits).map(([name, bit]) => [name, (permissions & bit) !== 0n]),
  )
