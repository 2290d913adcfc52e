import type { Queryable, Retention } from '../database/contract.ts'

/** What an administrator did. */
export type AuditEntry = {
  actor: string
  action: string
  /** Null: for the whole bot. */
  guild: string | null
  target?: string | null
  /** Counts, names and switches: nothing that people wrote, and nobody's id. */
  /** Where it was done by writing to the bot: nothing is written down if the actor was erased since. */
  turn?: string | null
  detail?: Readonly<Record<string, string | number | boolean | null>>
}

/** People who were erased since have a hash in the place of their id. */
export type AuditRow = Required<Omit<AuditEntry, 'turn'>> & { at: Date }

export const recordAudit = async (
  db: Queryable,
  { actor, action, guild, target = null, turn = null, detail = {} }: AuditEntry,
) => {
  await db.query(
    `insert into audit (actor, action, guild, target, detail)
     select $1, $2, $3, $4, $5 where $6::bigint is null or not is_erased(array[$1::bigint], $6)`,
    [actor, action, guild, target, JSON.stringify(detail), turn],
  )
}

/** The newest first: of one server, or of everything (null). */
export const readAudit = async (
  db: Queryable,
  { guild, limit }: { guild: string | null; limit: number },
): Promise<readonly AuditRow[]> => {
  const { rows } = await db.query<AuditRow>(
    `select at, action, guild, coalesce(actor::text, actor_hash) as actor, coalesce(target::text, target_hash) as target,
       detail
     from audit where $1::bigint is null or guild = $1 order by id desc limit $2`,
    [guild, limit],
  )
  return rows
}

export const auditRetention: Retention = {
  table: 'audit',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from audit where id in (
         select id from audit where at < now() - interval '180 days' order by at limit $1)`,
      [limit],
    )
    return rowCount
  },
}
