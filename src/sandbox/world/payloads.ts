import { ChannelType } from 'discord-api-types/v10'
import { categoriesOf, channelsOf, threadsOf } from './channels.ts'
import type { Category, Channel, DirectMessage, Guild, Member, TextChannel, Thread, User } from './things.ts'
import type { World } from './world.ts'

/** Discord's shapes of what the world holds. */
export const channelPayload = (world: World, channel: Channel) => {
  switch (channel.kind) {
    case 'text':
      return textPayload(channel)
    case 'category':
      return categoryPayload(channel)
    case 'thread':
      return threadPayload(world, channel)
    case 'dm':
      return directPayload(world, channel)
  }
}

export const channelType = (channel: Channel) => {
  switch (channel.kind) {
    case 'text':
      return ChannelType.GuildText
    case 'category':
      return ChannelType.GuildCategory
    case 'thread':
      return ChannelType.PublicThread
    case 'dm':
      return ChannelType.DM
  }
}

const textPayload = (channel: TextChannel) => ({
  id: channel.id,
  type: ChannelType.GuildText as const,
  guild_id: channel.guildId,
  name: channel.name,
  topic: channel.topic,
  position: channel.position,
  permission_overwrites: channel.overwrites,
  parent_id: channel.parentId,
  nsfw: channel.ageRestricted,
  rate_limit_per_user: 0,
  last_message_id: channel.lastMessageId,
  last_pin_timestamp: null,
  flags: 0,
})

const categoryPayload = (category: Category) => ({
  id: category.id,
  type: ChannelType.GuildCategory as const,
  guild_id: category.guildId,
  name: category.name,
  position: category.position,
  permission_overwrites: category.overwrites,
  parent_id: null,
  nsfw: false,
  flags: 0,
})

/** A thread is age-restricted as its parent is, and doesn't say so. */
const threadPayload = (world: World, thread: Thread) => ({
  id: thread.id,
  type: ChannelType.PublicThread as const,
  guild_id: thread.guildId,
  parent_id: thread.parentId,
  owner_id: thread.ownerId,
  name: thread.name,
  last_message_id: thread.lastMessageId,
  last_pin_timestamp: null,
  rate_limit_per_user: 0,
  message_count: thread.messageCount,
  total_message_sent: thread.messageCount,
  member_count: thread.members.size,
  flags: 0,
  thread_metadata: {
    archived: thread.archived,
    auto_archive_duration: 4320,
    archive_timestamp: thread.createdAt,
    create_timestamp: thread.createdAt,
    locked: thread.locked,
  },
  ...(thread.members.has(world.bot.id) && { member: threadMemberPayload(thread, world.bot.id) }),
})

export const threadMemberPayload = (thread: Thread, userId: string) => ({
  id: thread.id,
  user_id: userId,
  join_timestamp: thread.members.get(userId)!.joinedAt,
  flags: 0,
})

const directPayload = (world: World, channel: DirectMessage) => ({
  id: channel.id,
  type: ChannelType.DM as const,
  last_message_id: channel.lastMessageId,
  flags: 0,
  recipients: [world.people.get(channel.recipientId)!],
})

export const memberPayload = (world: World, member: Member) => ({
  user: world.people.get(member.userId)!,
  roles: member.roles,
  nick: member.nick,
  avatar: null,
  banner: null,
  joined_at: member.joinedAt,
  premium_since: null,
  communication_disabled_until: null,
  deaf: false,
  mute: false,
  pending: false,
  flags: 0,
})

export const guildPayload = (guild: Guild) => ({
  id: guild.id,
  name: guild.name,
  owner_id: guild.ownerId,
  roles: [...guild.roles.values()],
  icon: null,
  splash: null,
  banner: null,
  description: null,
  discovery_splash: null,
  home_header: null,
  afk_channel_id: null,
  afk_timeout: 300,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 0,
  default_message_notifications: 0,
  explicit_content_filter: 0,
  mfa_level: 0,
  nsfw_level: 0,
  nsfw: false,
  premium_tier: 0,
  premium_subscription_count: 0,
  premium_progress_bar_enabled: false,
  emojis: [],
  stickers: [],
  features: [],
  application_id: null,
  system_channel_id: null,
  system_channel_flags: 0,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  vanity_url_code: null,
  preferred_locale: 'en-US',
  region: 'us-east',
  max_members: 500_000,
  max_presences: null,
  max_video_channel_users: 25,
  max_stage_video_channel_users: 50,
  hub_type: null,
  incidents_data: null,
})

/** GUILD_CREATE carries, beside the guild, all that is in it. */
export const wholeGuildPayload = (world: World, guild: Guild) => ({
  ...guildPayload(guild),
  joined_at: guild.members.get(world.bot.id)?.joinedAt ?? new Date(world.clock.now()).toISOString(),
  large: false,
  unavailable: false,
  member_count: guild.members.size,
  members: [...guild.members.values()].map((member) => memberPayload(world, member)),
  channels: [
    ...categoriesOf(guild).map((category) => categoryPayload(category)),
    ...channelsOf(guild).map((channel) => textPayload(channel)),
  ],
  threads: threadsOf(guild)
    .filter((thread) => !thread.archived)
    .map((thread) => threadPayload(world, thread)),
  presences: [],
  voice_states: [],
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: [],
})

/** The bot's own user as it sees itself. */
export const ownUserPayload = (user: User) => ({
  ...user,
  verified: true,
  mfa_enabled: true,
  email: null,
  locale: 'en-US',
  flags: 0,
  banner: null,
  accent_color: null,
})
