import { ChannelType, PermissionFlagsBits, type GatewayGuildCreateDispatchData } from 'discord-api-types/v10'
import { permissionsIn } from '../doctor/permissions.ts'

const needed = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.SendMessages

/** Where the bot may say a word to everybody: where Discord itself does, or else the first channel. Null: nowhere. */
export const farewellChannel = (guild: GatewayGuildCreateDispatchData, bot: string): string | null => {
  const member = guild.members.find(({ user }) => user.id === bot)
  if (!member) return null
  const writable = guild.channels
    .filter(
      (channel) => channel.type === ChannelType.GuildText || channel.type === ChannelType.GuildAnnouncement,
    )
    .filter(({ permission_overwrites = [] }) => {
      const may = permissionsIn(permission_overwrites, { guild, user: bot, member })
      return (may & needed) === needed
    })
    .toSorted((one, other) => one.position - other.position)
  const [first] = writable
  return writable.find(({ id }) => id === guild.system_channel_id)?.id ?? first?.id ?? null
}
