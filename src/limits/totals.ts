import type { Queryable } from '../database/contract.ts'

/** An answer, as far as it counts for the bot's totals: nothing tells whose it was. */
export type CountedAnswer = {
  /** Null: nobody knows, because it was stopped. */
  provider: string | null
  /** Milliseconds from the beginning of the work on it. */
  firstWordsMs: number
  /** Nothing was remembered of the conversation before it. */
  begins: boolean
}

/** What the bot has done since it began. */
export type Totals = {
  /** The first day with an answer, in milliseconds since the epoch; null: there was none yet. */
  since: number | null
  answers: number
  conversations: number
  /** How many answers each provider gave, the most first. */
  providers: readonly { provider: string; answers: number }[]
  /** Half of the answers began sooner; to an eighth. Null: there was none yet. */
  medianFirstWordsMs: number | null
}

/**
 * Counts an answer, once for each call: call it in the transaction that composes the answer, as its last statement, for
 * others wait for the row until that has ended.
 */
export const countAnswer = async (db: Queryable, { provider, firstWordsMs, begins }: CountedAnswer) => {
  await db.query(
    `insert into totals (day, provider, wait, answers, conversations)
     values ((now() at time zone 'utc')::date, $1, $2, 1, $3)
     on conflict (day, provider, wait) do update set
       answers = totals.answers + 1, conversations = totals.conversations + excluded.conversations`,
    [provider ?? '', waitOf(firstWordsMs), Number(begins)],
  )
}

export const readTotals = async (db: Queryable): Promise<Totals> => {
  const { rows } = await db.query<Row>(
    `select provider, wait, sum(answers)::float8 as answers, sum(conversations)::float8 as conversations,
       extract(epoch from min(day)::timestamp)::float8 * 1000 as since
     from totals group by provider, wait order by wait`,
  )
  const providers = [...Map.groupBy(rows, ({ provider }) => provider)]
    .filter(([provider]) => provider !== '')
    .map(([provider, theirs]) => ({ provider, answers: sumOf(theirs, 'answers') }))
  return {
    since: rows.length > 0 ? Math.min(...rows.map(({ since }) => since)) : null,
    answers: sumOf(rows, 'answers'),
    conversations: sumOf(rows, 'conversations'),
    providers: providers.toSorted((a, b) => b.answers - a.answers),
    medianFirstWordsMs: medianOf(rows),
  }
}

/** How many people were answered in the time for which usage is kept, 90 days: by one look at the index for each. */
export const countPeople = async (db: Queryable): Promise<number> => {
  const { rows } = await db.query<{ people: number }>(
    `with recursive people as (
       (select author from usage order by author limit 1)
       union all
       select (select author from usage where author > people.author order by author limit 1)
       from people where people.author is not null)
     select count(author)::int as people from people`,
  )
  return rows[0]?.people ?? 0
}

type Row = { provider: string; wait: number; answers: number; conversations: number; since: number }

const STEP = 1.25
const LONGEST_WAIT = 80

const waitOf = (ms: number) =>
  Math.min(LONGEST_WAIT, Math.max(0, Math.floor(Math.log(Math.max(1, ms)) / Math.log(STEP))))

/** The middle of the wait in which half of all answers have begun. */
const medianOf = (byWait: readonly Row[]) => {
  let left = sumOf(byWait, 'answers') / 2
  for (const { wait, answers } of byWait) {
    left -= answers
    if (left <= 0) return STEP ** (wait + 0.5)
  }
  return null
}

const sumOf = (rows: readonly Row[], what: 'answers' | 'conversations') =>
  rows.reduce((sum, row) => sum + row[what], 0)
