import type { Database, Queryable } from '../../database/contract.ts'
import { recordAudit, type AuditEntry } from '../../preferences/audit.ts'
import type { Logger } from '../../telemetry/log.ts'

/** Who acts, and on which server; null: on the whole bot. */
export type Doer<Guild extends string | null = string | null> = { person: string; guild: Guild }

/** What came of a deed, and what is written down of it: nothing that people wrote. */
export type Done<Result> = Pick<AuditEntry, 'target' | 'detail'> & { result: Result }

type Work<Who extends Doer, Given extends readonly unknown[], Result> = (
  doer: Who,
  ...given: Given
) => Promise<Done<Result>>

type Change<Who extends Doer, Given extends readonly unknown[], Result> = (
  db: Queryable,
  ...args: Parameters<Work<Who, Given, Result>>
) => Promise<Done<Result>>

type Deed<Who extends Doer, Given extends readonly unknown[], Result> = (
  doer: Who,
  ...given: Given
) => Promise<Result>

/** Makes deeds of administrators: none is done without a row in the audit and a line in the log. */
export const createDeeds = ({ database, log }: { database: Database; log: Logger }) => {
  const tell = (action: string, { person, guild }: Doer, { target, detail }: Done<unknown>) =>
    log.info({ ...detail, actor: person, action, guild, target }, 'An administrator did something.')

  return {
    /** What it writes and its row stand together, or neither does. */
    change:
      <Who extends Doer, Given extends readonly unknown[], Result>(
        action: string,
        work: Change<Who, Given, Result>,
      ): Deed<Who, Given, Result> =>
      async (doer, ...given) => {
        const done = await database.transaction(async (db) => {
          const done = await work(db, doer, ...given)
          await recordAudit(db, entryOf(action, doer, done))
          return done
        })
        tell(action, doer, done)
        return done.result
      },

    /** What takes longer than a transaction may, or writes nothing. */
    operate:
      <Who extends Doer, Given extends readonly unknown[], Result>(
        action: string,
        work: Work<Who, Given, Result>,
      ): Deed<Who, Given, Result> =>
      async (doer, ...given) => {
        const done = await work(doer, ...given)
        await recordAudit(database, entryOf(action, doer, done))
        tell(action, doer, done)
        return done.result
      },
  }
}

const entryOf = (action: string, { person, guild }: Doer, { target, detail }: Done<unknown>): AuditEntry => ({
  actor: person,
  action,
  guild,
  target: target ?? null,
  detail: detail ?? {},
})
