import type { Queryable } from '../database/contract.ts'

/** The bot has left servers, or was removed from them. `at`: milliseconds since the epoch. The first time counts. */
export const guildsLeft = async (db: Queryable, guilds: readonly string[], at: number) => {
  await db.query(
    'insert into departures (guild, at) select guild, $2 from unnest($1::bigint[]) guild on conflict (guild) do nothing',
    [guilds, new Date(at).toISOString()],
  )
}

/** The bot is in a server, again or still: what is known of it stays. */
export const guildJoined = async (db: Queryable, guild: string) => {
  await db.query('delete from departures where guild = $1', [guild])
}

/** Servers whose data is to go, those that were left first at the front. */
export const departedGuilds = async (db: Queryable, limit: number): Promise<readonly string[]> => {
  const { rows } = await db.query<{ guild: string }>(
    `select guild from departures where at < now() - interval '7 days' order by at limit $1`,
    [limit],
  )
  return rows.map(({ guild }) => guild)
}
