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
  /** Those that are active: all that there ever were would be too many, and one that is written in comes back. */
  const threads = new Set<string>()

  const ownRole = (guild: string) => roles.get(guild) ?? null
  const learnRole = (guild: string, role: APIRole, self: string) => {
    if (role.tags?.bot_id === self) roles.set(guild, role.id)
  }

  return {
    ownRole,
    isThread: (channel, type) => (type === undefined ? threads.has(channel) : isThreadType(type)),
    learn({ t, d }, self) {
      if (t === GatewayDispatchEvents.GuildCreate && !d.unavailable) {
        for (const role of d.roles) learnRole(d.id, role, self)
        for (const thread of d.threads) threads.add(thread.id)
      } else if (t === GatewayDispatchEvents.GuildDelete && !d.unavailable) roles.delete(d.id)
      else if (t === GatewayDispatchEvents.GuildRoleCreate || t === GatewayDispatchEvents.GuildRoleUpdate)
        learnRole(d.guild_id, d.role, self)
      else if (t === GatewayDispatchEvents.GuildRoleDelete && ownRole(d.guild_id) === d.role_id)
        roles.delete(d.guild_id)
      else if (t === GatewayDispatchEvents.ThreadCreate) threads.add(d.id)
      else if (t === GatewayDispatchEvents.ThreadUpdate)
        threads[d.thread_metadata?.archived ? 'delete' : 'add'](d.id)
      else if (t === GatewayDispatchEvents.ThreadDelete) threads.delete(d.id)
      else if (t === GatewayDispatchEvents.ThreadListSync) for (const { id } of d.threads) threads.add(id)
    },
  }
}

export const isThreadType = (type: ChannelType) =>
  type === ChannelType.PublicThread ||
  type === ChannelType.PrivateThread ||
  type === ChannelType.AnnouncementThread
