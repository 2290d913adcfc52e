import type { Queryable } from '../database/contract.ts'
import { snowflakeShard } from '../lib/snowflake.ts'
import { guildJoined, guildLeft } from './departures.ts'

/** What is written down of where the bot is. Times in milliseconds since the epoch. */
export type Presence = {
  joined(guild: string): Promise<void>
  left(guild: string, at: number): Promise<void>
  /** A shard is in these servers and in no others: what was missed while it was away is caught up with. */
  found(guilds: readonly string[], shard: { id: number; of: number }, at: number): Promise<void>
}

export const createPresence = (db: Queryable): Presence => ({
  joined: (guild) => guildJoined(db, guild),
  left: (guild, at) => guildLeft(db, guild, at),
  async found(guilds, { id, of }, at) {
    await db.query('delete from departures where guild = any($1::bigint[])', [guilds])
    const present = new Set(guilds)
    for (const guild of await knownGuilds(db))
      if (!present.has(guild) && snowflakeShard(guild, of) === id) await guildLeft(db, guild, at)
  },
})

/** All servers of which anything is stored, by the comments on columns: a table added later can't be forgotten. */
const knownGuilds = async (db: Queryable): Promise<readonly string[]> => {
  const { rows: selects } = await db.query<{ text: string }>(
    `select format('select distinct %I::text as guild from %s', attname, attrelid::regclass) as text
     from pg_attribute join pg_class on pg_class.oid = attrelid
     where relkind = 'r' and relnamespace = 'public'::regnamespace and attrelid <> 'departures'::regclass
       and col_description(attrelid, attnum) like 'guild:%'`,
  )
  if (selects.length === 0) return []
  const { rows } = await db.query<{ guild: string | null }>(selects.map(({ text }) => text).join(' union '))
  return rows.flatMap(({ guild }) => guild ?? [])
}
