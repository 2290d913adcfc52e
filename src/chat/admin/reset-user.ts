import type { History } from '../../conversations/contract.ts'
import type { Queryable } from '../../database/contract.ts'
import { resetPerson } from '../../preferences/choices.ts'

export type Forgotten = {
  history: Pick<History, 'forgetPerson' | 'forgetPersonOnServer'>
  /** What counts against a person's limits starts anew: everywhere, or what belongs to one server. */
  resetLimits: (db: Queryable, person: string, guild: string | null) => Promise<unknown>
}

/**
 * Forgets a person everywhere, with what he or she chose and what counts against the limits; or on one server, to
 * which conversations and limits belong, but not what a person chose. Resolves with how many messages went.
 */
export const resetUser = async (
  db: Queryable,
  { history, resetLimits }: Forgotten,
  { person, guild }: { person: string; guild: string | null },
): Promise<number> => {
  await resetLimits(db, person, guild)
  if (guild !== null) return history.forgetPersonOnServer(db, person, guild)
  await resetPerson(db, person)
  return history.forgetPerson(db, person, null)
}
