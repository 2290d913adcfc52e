import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import { z } from 'zod'

/** What of the bot's permissions in a channel the control API shows and sets. */
const bits = {
  view: Flag.ViewChannel,
  send: Flag.SendMessages,
  send_in_threads: Flag.SendMessagesInThreads,
  create_threads: Flag.CreatePublicThreads,
  read_history: Flag.ReadMessageHistory,
  embed: Flag.EmbedLinks,
  attach: Flag.AttachFiles,
  react: Flag.AddReactions,
  manage_messages: Flag.ManageMessages,
} as const

const may = z.boolean().optional()

export const botPermissionsForm = z.strictObject({
  view: may,
  send: may,
  send_in_threads: may,
  create_threads: may,
  read_history: may,
  embed: may,
  attach: may,
  react: may,
  manage_messages: may,
} satisfies Record<keyof typeof bits, typeof may>)

export const botPermissions = (permissions: bigint) =>
  Object.fromEntries(Object.entries(bits).map(([name, bit]) => [name, (permissions & bit) !== 0n]))

/** What is to be allowed and what denied; what isn't said stays as it is. */
export const botPermissionBits = (wanted: z.infer<typeof botPermissionsForm>) => {
  const said = new Map(Object.entries(wanted))
  const sum = (value: boolean) =>
    Object.entries(bits)
      .filter(([name]) => said.get(name) === value)
      .reduce((all, [, bit]) => all | bit, 0n)
  return { allow: sum(true), deny: sum(false) }
}
