import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Queryable, Retention } from './contract.ts'
import { messageOf } from './errors.ts'

export type Cleaning = {
  database: Queryable
  retentions: readonly Retention[]
  clock: Clock
  log: Logger
  /** How many rows are deleted at once. */
  batch?: number
}

export type CleanerOptions = Cleaning & {
  /** Milliseconds between two cleanings, of which a random half to whole is waited. */
  every?: number
  random?: () => number
}

/**
 * Deletes what is older than its table keeps it: for the first time within a minute, then about every hour. Many
 * instances may do so at once. A failure is logged, and the next time is another try. Disposing waits for the batch
 * that is under way.
 */
export const startCleaner = (options: CleanerOptions): AsyncDisposable => {
  const stop = new AbortController()
  const running = run(options, stop.signal)
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

const HOUR_MS = 3_600_000
const FIRST_WITHIN_MS = 60_000
const LONGEST_PER_TABLE_MS = 60_000

const run = async (options: CleanerOptions, signal: AbortSignal) => {
  const { clock, every = HOUR_MS, random = Math.random } = options
  let wait = Math.min(every, FIRST_WITHIN_MS) * random()
  while (await hasSlept(clock, wait, signal)) {
    await cleanAll(options, signal)
    wait = (every / 2) * (1 + random())
  }
}

/** Deletes all that is expired now. Resolves with how many rows went, by table; null: it failed there. */
export const cleanAll = async (options: Cleaning, signal: AbortSignal) => {
  const deleted = new Map<string, number | null>()
  for (const retention of options.retentions) {
    // A table may be cleaned for several reasons.
    const before = deleted.get(retention.table)
    const rows = await clean(retention, options, signal)
    deleted.set(retention.table, rows === null || before === null ? null : rows + (before ?? 0))
  }
  return deleted
}

const clean = async (retention: Retention, options: Cleaning, signal: AbortSignal) => {
  const { database, clock, log, batch = 1000 } = options
  const { table } = retention
  const until = clock.monotonic() + LONGEST_PER_TABLE_MS
  let rows = 0
  let hasFailed = false
  try {
    while (!signal.aborted && clock.monotonic() < until) {
      const deleted = await retention.deleteExpired(database, batch)
      rows += deleted
      if (deleted < batch) break
    }
  } catch (error) {
    hasFailed = true
    log.warn(
      { table, reason: messageOf(error) },
      'Expired rows could not be deleted; the next cleaning tries again',
    )
  }
  if (rows > 0) log.info({ table, rows }, 'Expired rows were deleted')
  return hasFailed && rows === 0 ? null : rows
}

const hasSlept = (clock: Clock, ms: number, signal: AbortSignal) =>
  clock.sleep(ms, signal).then(
    () => true,
    () => false,
  )
