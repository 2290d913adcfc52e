import type { Clock } from '../lib/clock.ts'
import type { HealthRegistry, PartHealth } from '../telemetry/health.ts'
import type { Database } from './contract.ts'
import { messageOf } from './errors.ts'

const ASK_EVERY_MS = 2000
const LONGEST_ANSWER_MS = 3000

/** Reports the database, which readiness depends on, by asking it now and then. `name` is what operators call it. */
export const reportHealth = (
  health: HealthRegistry,
  database: Database,
  clock: Clock,
  name: string,
): Disposable => {
  let latest: { at: number; answer: Promise<PartHealth> } | null = null
  return health.register('database', {
    gates: true,
    check() {
      const now = clock.monotonic()
      if (!latest || now - latest.at >= ASK_EVERY_MS) latest = { at: now, answer: ask(database, clock, name) }
      return latest.answer
    },
  })
}

const ask = async (database: Database, clock: Clock, name: string): Promise<PartHealth> => {
  const late = Promise.withResolvers<never>()
  using _timer = clock.after(LONGEST_ANSWER_MS, () =>
    late.reject(new Error(`no answer in ${LONGEST_ANSWER_MS / 1000} s`)),
  )
  try {
    await Promise.race([database.query('select 1'), late.promise])
    return { status: 'up', details: { server: name } }
  } catch (error) {
    return { status: 'down', reason: `${name}: ${messageOf(error)}`, details: { server: name } }
  }
}
