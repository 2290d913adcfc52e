import { InteractionContextType } from 'discord-api-types/v10'
import { guildOf } from '../world/channels.ts'
import { channelPayload, memberPayload } from '../world/payloads.ts'
import { permissionsIn } from '../world/permissions.ts'
import type { Channel, Guild, Member, User } from '../world/things.ts'
import type { World } from '../world/world.ts'

/** What every INTERACTION_CREATE carries: who did it and where. */
export const envelopeOf = (world: World, channel: Channel, user: User) => {
  const guild = guildOf(world, channel)
  return {
    version: 1,
    application_id: world.application.id,
    channel_id: channel.id,
    channel: partialChannel(world, channel, user.id),
    app_permissions: String(permissionsIn(world, channel, world.bot.id)),
    locale: 'en-US',
    entitlements: [],
    attachment_size_limit: 10_485_760,
    authorizing_integration_owners: { 0: guild?.id ?? '0' },
    context: guild ? InteractionContextType.Guild : InteractionContextType.BotDM,
    ...(guild ? inGuild(world, guild, channel, user) : { user }),
  }
}

const inGuild = (world: World, guild: Guild, channel: Channel, user: User) => ({
  guild_id: guild.id,
  guild: { id: guild.id, locale: 'en-US', features: [] },
  guild_locale: 'en-US',
  member: {
    ...memberPayload(world, guild.members.get(user.id)!),
    permissions: String(permissionsIn(world, channel, user.id)),
  },
})

/** Of a channel, an interaction says what its user may do there, and not who else may do what. */
export const partialChannel = (world: World, channel: Channel, userId: string) => ({
  ...channelPayload(world, channel),
  permission_overwrites: undefined,
  permissions: String(permissionsIn(world, channel, userId)),
})

/** A member beside its user, as those are who are chosen in an option or a menu. */
export const partialMember = (world: World, channel: Channel, member: Member) => {
  const { user: _, deaf: __, mute: ___, ...rest } = memberPayload(world, member)
  return { ...rest, permissions: String(permissionsIn(world, channel, member.userId)) }
}
