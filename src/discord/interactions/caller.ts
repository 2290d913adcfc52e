import { PermissionFlagsBits, type APIInteraction } from 'discord-api-types/v10'
import { snowflakeTime } from '../../lib/snowflake.ts'
import { displayNameOf } from '../addressing/readable.ts'
import type { Caller } from '../commands/contract.ts'
import type { Identity } from '../gateway/contract.ts'
import { rolesOf } from '../questions.ts'
import { isThreadType } from '../places/atlas.ts'

/** Who interacts, and where; null where Discord names no person or no channel. */
export const callerOf = (interaction: APIInteraction, self: Identity): Caller | null => {
  const { id, token, guild_id, channel, member } = interaction
  const user = member?.user ?? interaction.user
  if (!user || !channel) return null
  const may = (permission: bigint) =>
    (BigInt(member?.permissions ?? 0) & (permission | PermissionFlagsBits.Administrator)) !== 0n
  const parent = 'parent_id' in channel ? channel.parent_id : null
  return {
    interaction: { id, token, application: self.application },
    author: { id: user.id, name: displayNameOf(user, member?.nick) },
    self,
    guild: guild_id ?? null,
    channel: channel.id,
    thread: channel.type !== undefined && isThreadType(channel.type),
    places: parent ? [channel.id, parent] : [channel.id],
    ageRestricted: 'nsfw' in channel && channel.nsfw,
    roles: rolesOf(guild_id ?? null, member?.roles),
    managesGuild: may(PermissionFlagsBits.ManageGuild),
    moderates: may(PermissionFlagsBits.ManageMessages | PermissionFlagsBits.ManageGuild),
    at: snowflakeTime(id),
  }
}
