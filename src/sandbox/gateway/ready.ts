import { GatewayDispatchEvents as Event, GatewayIntentBits as Intent } from 'discord-api-types/v10'
import { applicationFlags } from '../world/application.ts'
import { ownUserPayload, wholeGuildPayload } from '../world/payloads.ts'
import type { World } from '../world/world.ts'
import { shardOf } from './dispatches.ts'
import type { Session } from './session.ts'

/** READY, then one GUILD_CREATE for each guild of the shard. */
export const greetSession = (world: World, session: Session) => {
  const guilds = [...world.guilds.values()].filter(
    (guild) => guild.hasBot && shardOf(guild.id, session.shard.of) === session.shard.id,
  )
  session.dispatch(Event.Ready, {
    v: 10,
    user: ownUserPayload(world.bot),
    user_settings: {},
    private_channels: [],
    relationships: [],
    presences: [],
    guild_join_requests: [],
    guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
    session_id: session.id,
    session_type: 'normal',
    resume_gateway_url: gatewayUrl(world),
    shard: [session.shard.id, session.shard.of],
    application: { id: world.application.id, flags: applicationFlags(world.application) },
    geo_ordered_rtc_regions: [],
    _trace: [],
  })
  if (!(session.intents & Intent.Guilds)) return
  for (const guild of guilds) session.dispatch(Event.GuildCreate, wholeGuildPayload(world, guild))
}

export const gatewayUrl = (world: World) => world.origin.replace(/^http/, 'ws')
