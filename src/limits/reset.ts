import type { Queryable } from '../database/contract.ts'

/**
 * Forgets how often a person has asked and been told of limits, and what they used up today; with a server, only what
 * belongs to that server. What others used up stays. Resolves to how many counters went.
 */
export const resetPerson = async (db: Queryable, person: string, guild: string | null): Promise<number> => {
  // Budgets first, and counters that somebody holds are left: an admission locks them the other way round.
  const budgets = db.query(`delete from budgets where person = $1 and $2::bigint is null`, [person, guild])
  const counters = db.query(
    `delete from rate_limits where key in (
       select key from rate_limits where person = $1 and ($2::bigint is null or guild = $2) for update skip locked)`,
    [person, guild],
  )
  const gone = await Promise.all([budgets, counters])
  return gone.reduce((sum, { rowCount }) => sum + rowCount, 0)
}
