import {
  ChannelType,
  GatewayDispatchEvents,
  type APIRole,
  type GatewayDispatchPayload,
} from 'discord-api-types/v10'

/** The little that must be known of guilds to tell whom a message is for. Nothing else of them is kept. */
export type Places = {
  /** The role that Discord made for the bot, which people mention as if it were the bot. */
  ownRole(guild: string): string | null
  isThread(channel: string, type: ChannelType | undefined): boolean
  learn(event: GatewayDispatchPayload, self: string): void
}

export const createPlaces = (): Places => {
  const roles = new Map<string, string>()
  const threads = new Set<string>()

  const learnRole = (guild: string, role: APIRole, self: string) => {
    if (role.tags?.bot_id === self) roles.set(guild, role.id)
  }

  return {
    ownRole: (guild) => roles.get(guild) ?? null,
    isThread: (channel, type) => (type === undefined ? threads.has(channel) : isThreadType(type)),
    learn({ t, d }, self) {
      switch (t) {
        case GatewayDispatchEvents.GuildCreate:
          if (d.unavailable) return
          for (const role of d.roles) learnRole(d.id, role, self)
          for (const thread of d.threads) threads.add(thread.id)
          return
        case GatewayDispatchEvents.GuildDelete:
          if (!d.unavailable) roles.delete(d.id)
          return
        case GatewayDispatchEvents.GuildRoleCreate:
        case GatewayDispatchEvents.GuildRoleUpdate:
          return learnRole(d.guild_id, d.role, self)
        case GatewayDispatchEvents.GuildRoleDelete:
          if (roles.get(d.guild_id) === d.role_id) roles.delete(d.guild_id)
          return
        case GatewayDispatchEvents.ThreadCreate:
          threads.add(d.id)
          return
        case GatewayDispatchEvents.ThreadDelete:
          threads.delete(d.id)
          return
        case GatewayDispatchEvents.ThreadListSync:
          for (const thread of d.threads) threads.add(thread.id)
          return
        default:
      }
    },
  }
}

const isThreadType = (type: ChannelType) =>
  type === ChannelType.PublicThread ||
  type === ChannelType.PrivateThread ||
  type === ChannelType.AnnouncementThread
