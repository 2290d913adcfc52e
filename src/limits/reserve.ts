import type { Queryable } from '../database/contract.ts'
import type { Budget } from './budgets.ts'
import type { Allowance, Scope } from './contract.ts'
import { timestamp } from './times.ts'

/** What a question gets of the budgets, and when these start anew (milliseconds since the epoch). */
export type Reserve = {
  turn: string
  day: string
  budgets: readonly Budget[]
  /** What one answer may use up at the most. */
  most: Allowance
  /** When it was asked. */
  at: number
  renewsAt: number
}

/** Locks the budgets: nobody else reserves or settles of them until this transaction has ended. */
export const lockBudgets = async (db: Queryable, { turn, day, budgets }: Reserve) => {
  if (budgets.length === 0) return
  await db.query(
    `insert into budgets as locked (key, day, person, guild)
     select of.key, $2, of.person, of.guild
     from admissions
     cross join unnest($3::text[], $4::bigint[], $5::bigint[]) with ordinality as of (key, person, guild, rank)
     where turn = $1 and verdict is null and refused_by is null
     order by rank
     on conflict (key, day) do update set person = excluded.person`,
    [
      turn,
      day,
      budgets.map(({ key }) => key),
      budgets.map(({ person }) => person),
      budgets.map(({ guild }) => guild),
    ],
  )
}

/**
 * Admits a question that nothing has refused, with what is left of the budgets; it must be a statement of its own after
 * the lock, to see what others held before. A question holds what it got until it is settled, at the longest for two
 * hours, which no answer takes: a crash must not cost a budget's day.
 */
export const reserve = async (db: Queryable, wanted: Reserve): Promise<Reserved> => {
  const { turn, day, budgets, most, at, renewsAt } = wanted
  const { rows } = await db.query<ReservedRow>(
    `with room as (
       select rank, key, whose, bound.tokens - used.tokens - held.tokens as tokens, bound.cost - used.cost - held.cost as cost,
         bound.tokens <= used.tokens or bound.cost <= used.cost as is_spent
       from unnest($3::text[], $4::text[], $5::bigint[], $6::numeric[])
         with ordinality as bound (key, whose, tokens, cost, rank)
       join budgets as used using (key)
       cross join lateral (
         select coalesce(sum(tokens), 0) as tokens, coalesce(sum(cost), 0) as cost from admissions
         where not settled and tokens is not null and day = $2 and at > now() - interval '2 hours'
           and (used.person is null or author = used.person) and (used.guild is null or guild = used.guild)
       ) as held
       where used.day = $2
     ), spent as (
       select key, whose, is_spent from room where tokens <= 0 or cost <= 0
       order by is_spent is true desc, rank limit 1
     ), granted as (
       select least($7::bigint, min(tokens)) as tokens, least($8::numeric, min(cost)) as cost
       from room where not exists (select from spent) having count(*) > 0
     )
     update admissions set
       verdict = case when not exists (select from spent) then 'admitted' end,
       refused_by = (select case when is_spent then 'budget:' else 'in use:' end || key from spent),
       refusal = (
         select jsonb_build_object('code', case when is_spent then 'budget_spent' else 'budget_in_use' end, 'whose', whose)
         from spent
       ),
       refused_until = (select case when is_spent then $9::timestamptz else $10::timestamptz end from spent),
       tokens = (select tokens from granted),
       cost = (select cost from granted)
     where turn = $1 and verdict is null and refused_by is null
     returning refusal ->> 'whose' as whose, refusal ->> 'code' as code, tokens::float8, cost::float8`,
    [
      turn,
      day,
      budgets.map(({ key }) => key),
      budgets.map(({ whose }) => whose),
      budgets.map(({ tokens }) => tokens),
      budgets.map(({ cost }) => cost),
      most.tokens,
      most.cost,
      timestamp(renewsAt),
      timestamp(at + IN_USE_MS),
    ],
  )
  const [row] = rows
  if (row?.whose) return { is: row.code === 'budget_spent' ? 'spent' : 'in use', whose: row.whose }
  return {
    is: 'granted',
    allowance: row?.tokens == null ? null : { tokens: row.tokens, cost: row.cost ?? 0 },
  }
}

export type Reserved =
  | { is: 'granted'; allowance: Allowance | null }
  /** Used up, or held by answers under way. */
  | { is: 'spent' | 'in use'; whose: Scope }

type ReservedRow = { whose: Scope | null; code: string | null; tokens: number | null; cost: number | null }

/** Answers take about that long. */
export const IN_USE_MS = 10_000
