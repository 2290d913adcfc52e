import type { Queryable, Retention } from '../database/contract.ts'
import type { Asker } from './contract.ts'
import { createLimiter } from './limiter.ts'
import type { Rate } from './rates.ts'
import { epoch, timestamp } from './times.ts'

/**
 * Counts a question that nothing has refused yet; it is refused where there is no room. Null: there was; else for how
 * many milliseconds there is none.
 */
export const countQuestion = (db: Queryable, { turn, at }: Asker, rate: Rate) =>
  rate.limiter.consume(rate.id, at, rate.until - at, async (key, points, until) => {
    const { rows } = await db.query<Counter>(
      `with counted as (
         insert into rate_limits as held (key, person, guild, points, expires_at)
         select $2, $3::bigint, $4::bigint, $5::int, $6::timestamptz
         from admissions where turn = $1 and verdict is null and refused_by is null
         on conflict (key) do update set
           points = case when ${isInTime} then held.points + excluded.points else excluded.points end,
           expires_at = case when ${isInTime} then held.expires_at else excluded.expires_at end
         returning points, expires_at
       ), refused as (
         update admissions set refused_by = $2, refusal = $8, refused_until = counted.expires_at
         from counted where turn = $1 and counted.points > $9
       )
       select points, ${epoch('expires_at')} as until from counted`,
      [
        turn,
        key,
        rate.person,
        rate.guild,
        points,
        timestamp(until),
        timestamp(at),
        JSON.stringify(rate.barrier),
        rate.limiter.points,
      ],
    )
    return rows[0] ?? null
  })

type Counter = { points: number; until: number }

// A question may come late, from before the time that is counted now: then its own time begins.
const isInTime = 'held.expires_at > $7::timestamptz and held.expires_at <= excluded.expires_at'

const tellOnce = createLimiter('told', 1)

/**
 * Gives back what a refused question has taken of others' room, and counts that it was refused for this reason: while
 * that lasts, a person is told once. Resolves to whether this person has been.
 */
export const countRefusal = async (
  db: Queryable,
  { turn, author, guild, at }: Asker,
  counters: readonly string[],
): Promise<boolean> => {
  const told = await tellOnce.consume(author, at, 0, async (key, points) => {
    const { rows } = await db.query<Counter>(
      `with refused as (
         select refused_by, refused_until from admissions
         where turn = $1 and verdict is null and refused_by is not null
       ), given_back as (
         update rate_limits set points = points - 1 from refused
         where key = any(($7::text[])[1:coalesce(array_position($7, refused_by), cardinality($7))])
       ), counted as (
         insert into rate_limits as held (key, person, guild, points, expires_at)
         select $2 || ':' || refused_by, $3::bigint, $4::bigint, $5::int, refused_until from refused
         on conflict (key) do update set
           points = case when held.expires_at > $6 then held.points + excluded.points else excluded.points end,
           expires_at = case when held.expires_at > $6 then held.expires_at else excluded.expires_at end
         returning points, expires_at
       ), concluded as (
         update admissions set verdict = case when counted.points > $8 then 'silent' else 'refused' end
         from counted where turn = $1
       )
       select points, ${epoch('expires_at')} as until from counted`,
      [turn, key, author, guild, points, timestamp(at), counters, tellOnce.points],
    )
    return rows[0] ?? null
  })
  return told !== null
}

/** Of a question that was admitted and has used nothing; once. */
export const giveBack = async (db: Queryable, turn: string, counters: readonly string[]) => {
  await db.query(
    `with withdrawn as (
       update admissions set settled = true where turn = $1 and verdict = 'admitted' and not settled returning turn
     )
     update rate_limits set points = points - 1 where key = any($2::text[]) and exists (select from withdrawn)`,
    [turn, counters],
  )
}

/** Those that late questions could still meet stay: nothing is begun a day after it was asked. */
export const rateLimitsRetention: Retention = {
  table: 'rate_limits',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from rate_limits where key in (
         select key from rate_limits where expires_at < now() - interval '24 hours'
         order by expires_at limit $1 for update skip locked)`,
      [limit],
    )
    return rowCount
  },
}
