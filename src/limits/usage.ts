import type { Queryable, Retention } from '../database/contract.ts'

/** One request to a provider, within an attempt at a turn; `request` counts from 1. */
export type UsageRecord = {
  turn: string
  attempt: number
  request: number
  provider: string
  model: string
  /** Null where the provider billed nothing. */
  usage: { inputTokens: number; outputTokens: number; estimated: boolean } | null
  /** Why it failed, or null. */
  failure: string | null
  author: string
  guild: string | null
}

/** Each request counts once, however often it is recorded. */
export const recordUsage = async (db: Queryable, records: readonly UsageRecord[]) => {
  if (records.length === 0) return
  await db.query(
    `insert into usage
       (turn, attempt, request, provider, model, input_tokens, output_tokens, estimated, failure, author, guild)
     select * from unnest($1::bigint[], $2::int[], $3::int[], $4::text[], $5::text[], $6::int[], $7::int[],
       $8::boolean[], $9::text[], $10::bigint[], $11::bigint[])
     on conflict (turn, attempt, request) do nothing`,
    [
      records.map((record) => record.turn),
      records.map((record) => record.attempt),
      records.map((record) => record.request),
      records.map((record) => record.provider),
      records.map((record) => record.model),
      records.map((record) => record.usage?.inputTokens ?? null),
      records.map((record) => record.usage?.outputTokens ?? null),
      records.map((record) => record.usage?.estimated ?? false),
      records.map((record) => record.failure),
      records.map((record) => record.author),
      records.map((record) => record.guild),
    ],
  )
}

/** How many answers each provider gave in the last day. */
export const countAnswers = async (db: Queryable): Promise<Record<string, number>> => {
  const { rows } = await db.query<{ provider: string; answers: number }>(
    `select provider, count(*)::int as answers from usage
     where at > now() - interval '24 hours' and failure is null group by provider order by provider`,
  )
  return Object.fromEntries(rows.map((row) => [row.provider, row.answers]))
}

export const usageRetention: Retention = {
  table: 'usage',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from usage where (turn, attempt, request) in (
         select turn, attempt, request from usage where at < now() - interval '90 days' order by at limit $1)`,
      [limit],
    )
    return rowCount
  },
}
