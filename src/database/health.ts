import type { Clock } from '../lib/clock.ts'
import type { HealthRegistry } from '../telemetry/health.ts'
import type { Queryable } from './contract.ts'
import { messageOf } from './errors.ts'

const ASK_EVERY_MS = 2000
/** Less than a probe is waited for, so that it hears that it's the database which doesn't answer. */
const LONGEST_ANSWER_MS = 1500

/** Reports the database, which readiness depends on, by asking it now and then. `name` is what operators call it. */
export const reportHealth = (
  health: HealthRegistry,
  database: Queryable,
  clock: Clock,
  name: string,
): Disposable => {
  let latest: Asked | null = null
  return health.register('database', {
    gates: true,
    async check() {
      const now = clock.monotonic()
      // Never twice at once: a database that hangs would soon have all connections hanging with it.
      if (!latest || (latest.answered && now - latest.at >= ASK_EVERY_MS)) latest = ask(database, now)
      const failure = await inTime(latest.failure, clock)
      const details = { server: name }
      return failure === null
        ? { status: 'up', details }
        : { status: 'down', reason: `${name}: ${failure}`, details }
    },
  })
}

type Asked = { at: number; answered: boolean; failure: Promise<string | null> }

const ask = (database: Queryable, at: number): Asked => {
  const failure = database.query('select 1').then(() => null, messageOf)
  const asked = { at, answered: false, failure }
  void failure.then(() => (asked.answered = true))
  return asked
}

const inTime = async (failure: Asked['failure'], clock: Clock) => {
  const late = Promise.withResolvers<string>()
  using _timer = clock.after(LONGEST_ANSWER_MS, () =>
    late.resolve(`no answer in ${LONGEST_ANSWER_MS / 1000} s`),
  )
  return await Promise.race([failure, late.promise])
}
