import { backoff } from '../lib/backoff.ts'
import type { Clock } from '../lib/clock.ts'
import { persevere } from '../lib/persevere.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Database } from './contract.ts'
import { DatabaseError } from './errors.ts'

type Options = { clock: Clock; log: Logger; signal: AbortSignal }

/**
 * The database for work that would rather be late than lost: what fails for a reason that may pass is tried again
 * until the signal aborts. Whether a try that broke off was committed isn't known, so only what may run twice belongs here.
 */
export const createPatientDatabase = (database: Database, { clock, log, signal }: Options): Database => {
  const again = (error: unknown, tried: number) => {
    if (!(error instanceof DatabaseError) || !error.retryable) return null
    log.warn(
      { tried, reason: error.message },
      'Postgres is away or busy: what is to be written waits for it.',
    )
    return backoff(tried, 250, 5000)
  }
  const patience = { again, clock, signal }
  return {
    query: (text, values) => persevere(() => database.query(text, values), patience),
    together: (statements) => persevere(() => database.together(statements), patience),
    transaction: (work) => persevere(() => database.transaction(work), patience),
  }
}
