import { snowflakeAt } from '../src/lib/snowflake.ts'

export const bot = { id: '900000000000000001', username: 'Parley', discriminator: '0001', bot: true }

const guildId = (index: number) => String(100_000_000_000_000_000n + BigInt(index))
const joined = '2026-01-05T10:00:00.000000+00:00'

export const ready = (guilds: number) => ({
  v: 10,
  user: bot,
  session_id: 'bench',
  resume_gateway_url: 'ws://127.0.0.1',
  shard: [0, 1],
  application: { id: bot.id, flags: 0 },
  guilds: Array.from({ length: guilds }, (_, index) => ({ id: guildId(index), unavailable: true })),
})

/** A server of an ordinary size: ten roles, one of them the bot's own, twenty channels and a thread. */
export const guild = (index: number) => {
  const id = guildId(index)
  const within = (kind: number, nth: number) => `${kind}${id.slice(1)}${String(nth).padStart(2, '0')}`
  return {
    id,
    name: `A server of people who like numbers, ${index}`,
    icon: 'a3f1c2d4e5b6978801234567890abcde',
    owner_id: within(2, 0),
    joined_at: joined,
    large: true,
    member_count: 250,
    preferred_locale: 'en-US',
    features: ['COMMUNITY', 'NEWS'],
    roles: Array.from({ length: 10 }, (_, nth) => ({
      id: nth === 0 ? id : within(3, nth),
      name: `role ${nth}`,
      permissions: '2248473465835073',
      position: nth,
      color: 0,
      colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
      hoist: false,
      icon: null,
      unicode_emoji: null,
      flags: 0,
      mentionable: false,
      managed: nth === 1,
      ...(nth === 1 && { tags: { bot_id: bot.id } }),
    })),
    channels: Array.from({ length: 20 }, (_, nth) => ({
      id: within(4, nth),
      type: 0,
      name: `channel-${nth}`,
      topic: 'Where people talk about what they have counted lately, and how.',
      position: nth,
      parent_id: null,
      nsfw: false,
      rate_limit_per_user: 0,
      last_message_id: within(5, nth),
      flags: 0,
      permission_overwrites: [{ id, type: 0, allow: '0', deny: '2048' }],
    })),
    threads: [{ id: within(6, 0), type: 11, parent_id: within(4, 0), name: 'a thread' }],
    members: [{ user: bot, roles: [within(3, 1)], joined_at: joined, deaf: false, mute: false }],
    emojis: [],
    stickers: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
  }
}

/** What somebody wrote in a channel of a server, with all that Discord sends along. */
const message = (nth: number, id: string, channel: string, content: string) => ({
  type: 0,
  tts: false,
  timestamp: '2026-02-05T10:00:00.000000+00:00',
  pinned: false,
  nonce: id,
  mentions: [] as object[],
  mention_roles: [],
  mention_everyone: false,
  member: {
    roles: ['300000000000000001', '300000000000000002'],
    premium_since: null,
    pending: false,
    nick: null as string | null,
    mute: false,
    joined_at: joined,
    flags: 0,
    deaf: false,
    communication_disabled_until: null,
    banner: null,
    avatar: null,
  },
  id,
  flags: 0,
  embeds: [],
  edited_timestamp: null,
  content,
  components: [],
  channel_type: 0,
  channel_id: channel,
  author: {
    username: 'somebody',
    public_flags: 0,
    primary_guild: null,
    id: authorId(nth),
    global_name: 'Somebody',
    display_name_styles: null,
    discriminator: '0',
    collectibles: null,
    avatar_decoration_data: null,
    avatar: 'b4e1c2d4e5b6978801234567890abcde',
  },
  attachments: [],
  guild_id: guildId(nth % 10_000),
})

const authorId = (nth: number) => String(200_000_000_000_000_000n + BigInt(nth))
export const channelId = (nth: number) => String(400_000_000_000_000_000n + BigInt(nth))

/** The `nth` question: each has an author and a channel of its own. */
export const question = (nth: number) => {
  const id = String(BigInt(snowflakeAt(Date.now())) + BigInt(nth))
  return { ...message(nth, id, channelId(nth), `<@${bot.id}> Question ${nth}?`), mentions: [bot] }
}

const FRAME_BYTES = 944

/**
 * People who talk to each other: events of 944 bytes, as WebSocket frames, many in each buffer. What they say is
 * withheld from a bot without the Message Content intent, so that their nicknames have to make up the length.
 */
export const chatter = (count: number, firstSequence: number): Buffer[] => {
  const rest = FRAME_BYTES - event(chat(0, ''), firstSequence).length
  if (rest < 0) throw new Error(`An event without a nickname has ${-rest} bytes too many.`)
  const nick = 'n'.repeat(rest)
  const frames = Array.from({ length: count }, (_, nth) => frame(event(chat(nth, nick), firstSequence + nth)))
  const buffers: Buffer[] = []
  for (let at = 0; at < count; at += 100) buffers.push(Buffer.concat(frames.slice(at, at + 100)))
  return buffers
}

const chat = (nth: number, nick: string) => {
  const chat = message(nth, String(1_200_000_000_000_000_000n + BigInt(nth)), channelId(nth % 200_000), '')
  return { ...chat, member: { ...chat.member, nick } }
}

const event = (d: object, s: number) => JSON.stringify({ t: 'MESSAGE_CREATE', s, op: 0, d })

/** An unmasked text frame whose length is told in 16 bits. */
const frame = (text: string) => {
  const payload = Buffer.from(text)
  const header = Buffer.from([0x81, 126, payload.length >> 8, payload.length & 0xff])
  return Buffer.concat([header, payload])
}
