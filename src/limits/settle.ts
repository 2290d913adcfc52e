import type { Queryable, Retention } from '../database/contract.ts'
import type { Bounds } from './budgets.ts'
import type { Allowance, Scope } from './contract.ts'

/**
 * Adds what a turn used to its author's day, its server's and everybody's, bounded or not, and frees what it held. Once
 * for each turn.
 */
export const addUsed = async (db: Queryable, turn: string, used: Allowance) => {
  await db.query(
    `with settled as (
       update admissions set settled = true where turn = $1 and verdict = 'admitted' and not settled
       returning author, guild, day
     )
     insert into budgets as before (key, day, person, guild, tokens, cost)
     select key, day, payer.person, payer.guild, $2, $3
     from settled cross join lateral (values
       (1, 'user:' || encode(person_hash(author), 'hex'), author, null::bigint), (2, 'guild:' || guild, null, guild), (3, 'bot', null, null)
     ) as payer (rank, key, person, guild)
     where key is not null
     order by rank
     on conflict (key, day) do update set
       tokens = before.tokens + excluded.tokens, cost = before.cost + excluded.cost`,
    [turn, used.tokens, used.cost],
  )
}

/** Of the budgets that this turn has brought to four fifths: how much is left of each (0 to 1), on which day. */
export const markNearlySpent = async (db: Queryable, turn: string, bounds: readonly Bounds[]) => {
  const { rows } = await db.query<{ whose: Scope; day: string; leftShare: number }>(
    `update budgets as used set warned_in = $1
     from admissions, unnest($2::text[], $3::bigint[], $4::numeric[]) as bound (whose, tokens, cost)
     where turn = $1 and settled and used.day = admissions.day
       and used.key = case whose when 'user' then 'user:' || encode(person_hash(author), 'hex') when 'guild' then 'guild:' || admissions.guild else 'bot' end
       and (warned_in = $1
         or warned_in is null and (used.tokens >= 0.8 * bound.tokens or used.cost >= 0.8 * bound.cost))
     returning whose, used.day::text,
       greatest(0, 1 - greatest(used.tokens / bound.tokens::numeric, used.cost / bound.cost))::float8 as "leftShare"`,
    [
      turn,
      bounds.map(({ whose }) => whose),
      bounds.map(({ tokens }) => tokens),
      bounds.map(({ cost }) => cost),
    ],
  )
  return rows
}

/** Budgets of days that nobody can ask on any more. */
export const budgetsRetention: Retention = {
  table: 'budgets',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from budgets where (key, day) in (
         select key, day from budgets where day < current_date - 3 order by day limit $1)`,
      [limit],
    )
    return rowCount
  },
}
