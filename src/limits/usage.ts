import type { Queryable, Retention } from '../database/contract.ts'
import { storable } from '../lib/storable.ts'

/** One request that a provider billed, within an attempt at a turn; `request` counts all of them from 1. */
export type UsageRecord = {
  turn: string
  attempt: number
  request: number
  provider: string
  model: string
  /** The model that answered, as the provider names it; null: it didn't say. */
  answeredBy: string | null
  usage: { inputTokens: number; outputTokens: number; estimated: boolean }
  /** In US dollars; null: nobody knows the price. */
  cost: number | null
  /** Why it failed, or null. */
  failure: string | null
  author: string
  guild: string | null
}

/** Each request counts once, however often it is recorded; not at all when its author was erased meanwhile. */
export const recordUsage = async (db: Queryable, records: readonly UsageRecord[]) => {
  if (records.length === 0) return
  await db.query(
    `insert into usage
       (turn, attempt, request, provider, model, answered_by, input_tokens, output_tokens, estimated, cost, failure,
        author, guild)
     select * from unnest($1::bigint[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[],
       $9::boolean[], $10::numeric[], $11::text[], $12::bigint[], $13::bigint[])
       as record (turn, attempt, request, provider, model, answered_by, input_tokens, output_tokens, estimated, cost,
         failure, author, guild)
     where not is_erased(array[author], turn)
     on conflict (turn, attempt, request) do nothing`,
    [
      records.map((record) => record.turn),
      records.map((record) => record.attempt),
      records.map((record) => record.request),
      records.map((record) => record.provider),
      records.map((record) => record.model),
      records.map((record) => record.answeredBy && storable(record.answeredBy)),
      records.map((record) => record.usage.inputTokens),
      records.map((record) => record.usage.outputTokens),
      records.map((record) => record.usage.estimated),
      records.map((record) => record.cost),
      records.map((record) => record.failure),
      records.map((record) => record.author),
      records.map((record) => record.guild),
    ],
  )
}

/** What a provider did, and what it billed for. */
export type ProviderUsage = {
  answers: number
  /** Failed ones too, if they were billed. */
  requests: number
  inputTokens: number
  outputTokens: number
  /** Of how many requests the tokens are our estimate. */
  estimated: number
  /** In US dollars, without the requests whose price nobody knows. */
  cost: number
  unpriced: number
}

/** The usage of the last day, by provider. */
export const sumUsage = (db: Queryable) => sumByProvider(db, '24 hours', null)

/** What was asked and billed, as far back as usage is kept. */
export type UsageTotals = {
  days: number
  people: number
  /** Questions that a provider was asked, each counted once. */
  questions: number
  byProvider: ReadonlyMap<string, ProviderUsage>
}

const usageDays = 90

/** Of one person, or of everybody. Two statements, issued at once. */
export const readUsageTotals = async (db: Queryable, person: string | null): Promise<UsageTotals> => {
  const [{ rows }, byProvider] = await Promise.all([
    db.query<{ people: number; questions: number }>(
      `select count(distinct author)::int as people, count(distinct turn)::int as questions
       from usage where at > now() - $1 * interval '1 day' and ($2::bigint is null or author = $2)`,
      [usageDays, person],
    ),
    sumByProvider(db, `${usageDays} days`, person),
  ])
  return { days: usageDays, ...(rows[0] ?? { people: 0, questions: 0 }), byProvider }
}

const sumByProvider = async (
  db: Queryable,
  since: string,
  person: string | null,
): Promise<ReadonlyMap<string, ProviderUsage>> => {
  const { rows } = await db.query<ProviderUsage & { provider: string }>(
    `select provider, count(*) filter (where failure is null)::int as answers, count(*)::int as requests,
       coalesce(sum(input_tokens), 0)::float8 as "inputTokens", coalesce(sum(output_tokens), 0)::float8 as "outputTokens",
       count(*) filter (where estimated)::int as estimated, coalesce(sum(cost), 0)::float8 as cost,
       count(*) filter (where cost is null)::int as unpriced
     from usage where at > now() - $1::interval and ($2::bigint is null or author = $2)
     group by provider order by provider`,
    [since, person],
  )
  return new Map(rows.map(({ provider, ...usage }) => [provider, usage]))
}

export const usageRetention: Retention = {
  table: 'usage',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from usage where (turn, attempt, request) in (
         select turn, attempt, request from usage where at < now() - $1 * interval '1 day' order by at limit $2)`,
      [usageDays, limit],
    )
    return rowCount
  },
}
