import type { Queryable, Retention } from '../database/contract.ts'
import type { Asker, Verdict } from './contract.ts'
import { verdictOf, type Barred, type Barrier } from './refusal.ts'
import { epoch, timestamp } from './times.ts'

/**
 * Writes a question down, if somebody is at work on it. Whoever asks for it at the same time waits until this
 * transaction has ended.
 */
export const claimAdmission = async (
  db: Queryable,
  { turn, author, guild, at }: Asker,
  day: string,
  barred: Barred | null,
): Promise<Claimed> => {
  const { rows } = await db.query<AdmissionRow>(
    `insert into admissions (turn, author, guild, day, refused_by, refusal, refused_until)
     select $1, $2, $3, $4, $5, $6, $7 where is_under_way($1)
     on conflict (turn) do update set at = now()
     returning verdict, refusal, ${epoch('refused_until')} as until, tokens::float8, cost::float8`,
    [
      turn,
      author,
      guild,
      day,
      barred?.by ?? null,
      barred && JSON.stringify(barred.barrier),
      barred && timestamp(barred.until),
    ],
  )
  if (!rows[0]) return { is: 'known', verdict: { is: 'ended' } }
  const verdict = saidBefore(rows[0], at)
  return verdict ? { is: 'known', verdict } : { is: 'new' }
}

/** Whether a question is counted now, or something was said to it before. */
export type Claimed = { is: 'new' } | { is: 'known'; verdict: Verdict }

export const admissionsRetention: Retention = {
  table: 'admissions',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from admissions where turn in (
         select turn from admissions where at < now() - interval '48 hours' order by at limit $1)`,
      [limit],
    )
    return rowCount
  },
}

type AdmissionRow = { verdict: Verdict['is'] | null } & (
  | { refusal: null; until: null; tokens: number | null; cost: number | null }
  | { refusal: Barrier; until: number; tokens: null; cost: null }
)

const saidBefore = ({ verdict, ...row }: AdmissionRow, at: number): Verdict | null => {
  if (verdict === null) return null
  if (row.refusal)
    return verdictOf({ barrier: row.refusal, until: row.until, silent: verdict === 'silent' }, at)
  const { tokens, cost } = row
  return { is: 'admitted', allowance: tokens === null ? null : { tokens, cost: cost ?? 0 } }
}
