import type { Queryable, Retention } from '../database/contract.ts'
import type { PersonalChoices } from './contract.ts'

/** Sets what is named of a person's choices; null: none any more. */
export const setChoices = async (
  db: Queryable,
  person: string,
  { provider, persona, optedOut }: Partial<Omit<PersonalChoices, 'introduced'>>,
) => {
  await db.query(
    `insert into choices as chosen (person, provider, persona, opted_out) values ($1, $2, $3, coalesce($4, false))
     on conflict (person) do update set
       provider = case when $5 then excluded.provider else chosen.provider end,
       persona = case when $6 then excluded.persona else chosen.persona end,
       opted_out = coalesce($4, chosen.opted_out),
       changed_at = now()`,
    [
      person,
      provider ?? null,
      persona ?? null,
      optedOut ?? null,
      provider !== undefined,
      persona !== undefined,
    ],
  )
}

/**
 * A person is told in this turn that it is an AI that answers. False: was told already, or is by another answer; or the
 * person was erased since.
 */
export const markIntroduced = async (db: Queryable, person: string, turn: string): Promise<boolean> => {
  const { rowCount } = await db.query(
    `insert into introductions (person) select $1 where not is_erased(array[$1::bigint], $2)
     on conflict (person) do nothing`,
    [person, turn],
  )
  return rowCount > 0
}

/**
 * Forgets what a person chose. Who wants to stand in no prompt isn't asked about it again by somebody else's reset:
 * that stays.
 */
export const resetPerson = (db: Queryable, person: string) => reset(db, person)

/** The same for everybody. */
export const resetPeople = (db: Queryable) => reset(db, null)

/** A year after it was told, it is told again. */
export const introductionsRetention: Retention = {
  table: 'introductions',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from introductions where person in (
         select person from introductions where at < now() - interval '365 days' order by at limit $1)`,
      [limit],
    )
    return rowCount
  },
}

const reset = async (db: Queryable, person: string | null) => {
  await db.query(
    `with introduced as (delete from introductions where $1::bigint is null or person = $1),
       chosen as (delete from choices where not opted_out and ($1::bigint is null or person = $1))
     update choices set provider = null, persona = null, changed_at = now()
     where opted_out and ($1::bigint is null or person = $1)`,
    [person],
  )
}
