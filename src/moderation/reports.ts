import type { Queryable, Retention } from '../database/contract.ts'
import { storable } from '../lib/storable.ts'

export type NewReport = {
  /** Discord's id of the answer's message. */
  message: string
  channel: string
  guild: string | null
  /** The answer's turn, where it is known. */
  turn: string | null
  reporter: string
  reason: string
}

export type Report = NewReport & { id: string; at: Date }

/** Each person may report a message once: 'known' when that has been done. */
export const fileReport = async (db: Queryable, report: NewReport): Promise<'new' | 'known'> => {
  const { message, channel, guild, turn, reporter, reason } = report
  const { rowCount } = await db.query(
    `insert into reports (message, channel, guild, turn, reporter, reason) values ($1, $2, $3, $4, $5, $6)
     on conflict (message, reporter) do nothing`,
    [message, channel, guild, turn, reporter, storable(reason)],
  )
  return rowCount === 1 ? 'new' : 'known'
}

/** Those that nobody has dealt with yet, oldest first. */
export const waitingReports = async (db: Queryable, limit: number): Promise<Report[]> => {
  const { rows } = await db.query<Report>(
    `select id, message, channel, guild, turn, reporter, reason, at from reports
     where state = 'waiting' order by id limit $1`,
    [limit],
  )
  return rows
}

/** False: there is no such report, or somebody else was quicker. */
export const resolveReport = async (
  db: Queryable,
  id: string,
  state: 'resolved' | 'dismissed',
  by: string,
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `update reports set state = $2, resolved_by = $3, resolved_at = now() where id = $1 and state = 'waiting'`,
    [id, state, by],
  )
  return rowCount === 1
}

export const countWaiting = async (db: Queryable): Promise<number> => {
  const { rows } = await db.query<{ waiting: number }>(
    `select count(*)::int as waiting from reports where state = 'waiting'`,
  )
  return rows[0]?.waiting ?? 0
}

export const reportsRetention: Retention = {
  table: 'reports',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from reports where id in (
         select id from reports where at < now() - interval '180 days' order by at limit $1)`,
      [limit],
    )
    return rowCount
  },
}
