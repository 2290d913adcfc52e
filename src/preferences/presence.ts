import type { Queryable } from '../database/contract.ts'
import { knownGuilds } from '../database/known-guilds.ts'
import { snowflakeShard } from '../lib/snowflake.ts'
import { guildJoined, guildsLeft } from './departures.ts'

/** What is written down of where the bot is. Times in milliseconds since the epoch. */
export type Presence = {
  joined(guild: string): Promise<void>
  left(guild: string, at: number): Promise<void>
  /** A shard is in these servers and in no others: what was missed while it was away is caught up with. */
  found(guilds: readonly string[], shard: { id: number; of: number }, at: number): Promise<void>
}

export const createPresence = (db: Queryable): Presence => ({
  joined: (guild) => guildJoined(db, guild),
  left: (guild, at) => guildsLeft(db, [guild], at),
  async found(guilds, { id, of }, at) {
    await db.query('delete from departures where guild = any($1::bigint[])', [guilds])
    const present = new Set(guilds)
    const known = await knownGuilds(db, 'departures')
    const gone = known.filter((guild) => !present.has(guild) && snowflakeShard(guild, of) === id)
    await guildsLeft(db, gone, at)
  },
})
