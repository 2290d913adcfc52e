import {
  GatewayDispatchEvents,
  type GatewayGuildCreateDispatchData,
  type GatewayReadyDispatchData,
} from 'discord-api-types/v10'
import { backoff } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { ChatError } from '../../lib/errors.ts'
import type { Live } from '../../lib/live.ts'
import { persevere } from '../../lib/persevere.ts'
import type { Presence } from '../../preferences/presence.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Dispatcher, Identity } from '../gateway/contract.ts'
import type { DiscordRest } from '../rest.ts'
import { farewellChannel } from './farewell.ts'

type Options = {
  rest: Pick<DiscordRest, 'postMessage' | 'leaveGuild' | 'ownGuilds' | 'getGuild'>
  presence: Presence
  /** Whether whoever runs the bot lets it be there: asked again whenever its settings change. */
  mayStay: (guild: string) => boolean
  settings: Live<unknown>
  clock: Clock
  log: Logger
  signal: AbortSignal
}

/** Keeps account of the servers that the bot is in, and leaves those where it may not be. */
export const createGuildWatch = ({
  rest,
  presence,
  mayStay,
  settings,
  clock,
  signal,
  ...options
}: Options): Dispatcher => {
  const log = options.log.child({ module: 'discord' })
  /** Told of by READY, so that hearing of one isn't news. */
  const expected = new Set<string>()
  const leaving = new Set<string>()

  /** Until the database answers; what it refuses for good is told and let go. */
  const lasting = (write: () => Promise<void>) =>
    persevere(write, {
      again: (error, tried) =>
        error instanceof ChatError && error.retryable ? backoff(tried, 250, 5000) : null,
      clock,
      signal,
    }).catch((error: unknown) => {
      signal.throwIfAborted()
      log.error({ err: error }, 'It could not be written down that a server was joined or left.')
    })

  const leave = async (guild: string, channel: string | null) => {
    if (leaving.has(guild)) return
    leaving.add(guild)
    try {
      if (channel) await rest.postMessage(channel, farewell(guild), signal).catch(notSaid(guild))
      await rest.leaveGuild(guild, signal)
      log.info({ guild }, 'A server was left, because the settings do not allow it.')
    } catch (error) {
      if (!signal.aborted) log.warn({ guild, err: error }, 'A server that is not allowed could not be left.')
    } finally {
      leaving.delete(guild)
    }
  }
  const notSaid = (guild: string) => (error: unknown) =>
    log.debug({ guild, err: error }, 'A server that is left could not be told why.')

  const ready = ({ guilds: listed, shard = [0, 1] }: GatewayReadyDispatchData) => {
    const ids = listed.map(({ id }) => id)
    for (const id of ids) expected.add(id)
    const [id, of] = shard
    // Nothing waits for it: the next READY finds the same.
    void lasting(() => presence.found(ids, { id, of }, clock.now())).catch(() => {})
    return null
  }

  const created = (guild: GatewayGuildCreateDispatchData, self: Identity) => {
    if (!mayStay(guild.id)) void leave(guild.id, farewellChannel(guild, self.id))
    return expected.delete(guild.id) ? null : lasting(() => presence.joined(guild.id))
  }

  /** Which servers there are, Discord is asked: to keep account of ten thousand would cost more. */
  const leaveWhereNotAllowed = async () => {
    for (const { id } of (await rest.ownGuilds(signal)).filter((guild) => !mayStay(guild.id)))
      await leave(id, (await rest.getGuild(id, signal)).system_channel_id)
  }
  const notNow = (error: unknown) => {
    if (!signal.aborted) log.warn({ err: error }, 'Which servers are still allowed could not be looked up.')
  }

  const recheck = async () => {
    for await (const _ of settings.changes(signal)) await leaveWhereNotAllowed().catch(notNow)
  }
  void recheck()

  return (event, self) => {
    if (event.t === GatewayDispatchEvents.Ready) return ready(event.d)
    if (event.t === GatewayDispatchEvents.GuildCreate && !event.d.unavailable) return created(event.d, self)
    if (event.t !== GatewayDispatchEvents.GuildDelete || event.d.unavailable) return null
    const { id } = event.d
    expected.delete(id)
    return lasting(() => presence.left(id, clock.now()))
  }
}

const farewell = (guild: string) => ({
  content:
    "Whoever runs me hasn't allowed me to be on this server, so I have to leave. If that's a mistake, please ask them to put it on my list.",
  nonce: `bye-${guild}`,
  enforce_nonce: true as const,
  allowed_mentions: { parse: [] },
})
