import type { Queryable } from '../database/contract.ts'
import type { Asker } from './contract.ts'
import { createLimiter } from './limiter.ts'
import { epoch, timestamp } from './times.ts'

const onceAnHour = createLimiter('hint', 1)
const HOUR_MS = 3_600_000

/** Whether somebody hears something for the first time within an hour where it was asked: it's said with that. */
export const isFirstHint = async (
  db: Queryable,
  { author, guild, channel, at }: Pick<Asker, 'author' | 'guild' | 'channel' | 'at'>,
  what: string,
): Promise<boolean> => {
  const wait = await onceAnHour.consume(
    `${author}:${channel}:${what}`,
    at,
    HOUR_MS,
    async (key, points, until) => {
      const { rows } = await db.query<{ points: number; until: number }>(
        `insert into rate_limits as held (key, person, guild, points, expires_at) values ($1, $2, $3, $4, $5)
       on conflict (key) do update set
         points = case when held.expires_at > $6 then held.points + excluded.points else excluded.points end,
         expires_at = case when held.expires_at > $6 then held.expires_at else excluded.expires_at end
       returning points, ${epoch('expires_at')} as until`,
        [key, author, guild, points, timestamp(until), timestamp(at)],
      )
      return rows[0] ?? null
    },
  )
  return wait === null
}
