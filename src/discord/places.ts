import {
  GatewayDispatchEvents as Event,
  type ChannelType,
  type APIRole,
  type GatewayDispatchPayload,
} from 'discord-api-types/v10'
import { createDeadline, type Clock } from '../lib/clock.ts'
import { TimeoutError } from '../lib/errors.ts'
import type { Logger } from '../telemetry/log.ts'
import { createAtlas, isThreadType, type Known, type Told } from './places/atlas.ts'
import type { DiscordRest } from './rest.ts'

/** Where something was said, as settings are inherited. */
export type Whereabouts = {
  /** Thread, channel, category: the nearest first. */
  places: readonly string[]
  /** The channel is marked so, or the one that a thread belongs to. */
  ageRestricted: boolean
  isThread: boolean
  /** What the channel is called that a thread belongs to. */
  parentName: string | null
}

/** The little that must be known of guilds and their channels. Nothing else of them is kept. */
export type Places = {
  /** The role that Discord made for the bot, which people mention as if it were the bot. */
  ownRole(guild: string): string | null
  /** Null: nobody has told yet. `type`: as the message tells. */
  isThread(channel: string, type: ChannelType | undefined): boolean | null
  /** Asks Discord where no event has told; rejects with the signal's reason alone. `told`: what is known of it here. */
  whereabouts(channel: string, guild: string | null, told?: Told): Promise<Whereabouts>
  learn(event: GatewayDispatchPayload, self: string): void
}

/** What is known of where something was said before anybody has been asked. */
export const nowhereElse = (channel: string): Omit<Whereabouts, 'isThread'> => ({
  places: [channel],
  ageRestricted: false,
  parentName: null,
})

type Options = {
  rest: Pick<DiscordRest, 'getChannel'>
  clock: Clock
  log: Logger
  signal: AbortSignal
}

/** An answer waits no longer than this for where it belongs. */
const PATIENCE_MS = 3000
/** What Discord didn't tell isn't asked for again at every question. */
const ASK_AGAIN_MS = 60_000
const MOST_UNANSWERED = 1000

export const createPlaces = ({ rest, clock, log: parent, signal }: Options): Places => {
  const log = parent.child({ module: 'discord' })
  const roles = new Map<string, string>()
  const atlas = createAtlas()
  const asked = new Map<string, Promise<Known | null>>()
  const askAgainAt = new Map<string, number>()

  const ask = async (channel: string): Promise<Known | null> => {
    using deadline = createDeadline(clock, PATIENCE_MS, () => new TimeoutError('channel_timeout', 'too slow'))
    try {
      const found = await rest.getChannel(channel, AbortSignal.any([signal, deadline.signal]))
      // An event that came meanwhile is newer.
      return atlas.get(channel) ?? atlas.learn(found)
    } catch (error) {
      signal.throwIfAborted()
      log.warn({ channel, err: error }, unknownPlace)
      if (askAgainAt.size >= MOST_UNANSWERED) askAgainAt.clear()
      askAgainAt.set(channel, clock.monotonic() + ASK_AGAIN_MS)
      return null
    }
  }

  const find = async (channel: string): Promise<Known | null> => {
    const known = atlas.get(channel)
    if (known) return known
    if (clock.monotonic() < (askAgainAt.get(channel) ?? -Infinity)) return null
    const asking = asked.get(channel) ?? ask(channel).finally(() => asked.delete(channel))
    asked.set(channel, asking)
    return asking
  }

  const learnRole = (guild: string, role: APIRole, self: string) => {
    if (role.tags?.bot_id === self) roles.set(guild, role.id)
  }

  return {
    ownRole: (guild) => roles.get(guild) ?? null,

    isThread: (channel, type) =>
      type === undefined ? (atlas.get(channel)?.isThread ?? null) : isThreadType(type),

    async whereabouts(channel, guild, told) {
      if (guild === null)
        return { places: [channel], ageRestricted: false, isThread: false, parentName: null }
      const own = (told && isWhole(told) ? atlas.learn(told) : null) ?? (await find(channel))
      const isThread = own?.isThread ?? (told?.type !== undefined && isThreadType(told.type))
      const above = own?.isThread && own.parent ? await find(own.parent) : null
      const home = isThread ? above : own
      return {
        places: [channel, own?.parent, above?.parent].filter((place) => typeof place === 'string'),
        ageRestricted: home?.isThread === false && home.ageRestricted,
        isThread,
        parentName: above?.isThread === false ? above.name : null,
      }
    },

    learn({ t, d }, self) {
      if (t === Event.GuildCreate && !d.unavailable) {
        for (const role of d.roles) learnRole(d.id, role, self)
        atlas.learnMany(d.channels)
        atlas.learnMany(d.threads)
      } else if (t === Event.GuildDelete && !d.unavailable) roles.delete(d.id)
      else if (t === Event.GuildRoleCreate || t === Event.GuildRoleUpdate) learnRole(d.guild_id, d.role, self)
      else if (t === Event.GuildRoleDelete && roles.get(d.guild_id) === d.role_id) roles.delete(d.guild_id)
      else if (t === Event.ChannelCreate || t === Event.ChannelUpdate) atlas.learn(d)
      else if (t === Event.ThreadCreate || t === Event.ThreadUpdate) atlas.learn(d)
      else if (t === Event.ThreadListSync) atlas.learnMany(d.threads)
      else if (t === Event.ChannelDelete || t === Event.ThreadDelete) atlas.forget(d.id)
      else if (t === Event.InteractionCreate && d.guild_id && d.channel && isWhole(d.channel))
        atlas.learn(d.channel)
    },
  }
}

/** An interaction may tell of its channel in part only. */
const isWhole = ({ parent_id, nsfw }: Told) => parent_id !== undefined && nsfw !== undefined

const unknownPlace =
  'Discord did not say what a channel belongs to: settings of its category are left out this time, and it does not count as age-restricted.'
