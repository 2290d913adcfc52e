import type { Queryable } from '../database/contract.ts'

/** The conversations in which a person asked something on a server, as long as their turns are known. */
export const conversationsOf = async (
  db: Queryable,
  person: string,
  guild: string,
): Promise<readonly string[]> => {
  const { rows } = await db.query<{ conversation: string }>(
    `select distinct conversation from turns
     where author = $1 and guild = $2 and conversation is not null order by conversation`,
    [person, guild],
  )
  return rows.map(({ conversation }) => conversation)
}
