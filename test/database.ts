import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
import { settingsSchema } from '../src/config/settings.ts'
import { connectionFrom } from '../src/database/connection.ts'
import { startDatabase, type StartedDatabase } from '../src/database/start.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createLive } from '../src/lib/live.ts'
import { createHealth } from '../src/telemetry/health.ts'
import { createLog } from '../src/telemetry/log.ts'
import { createMetrics } from '../src/telemetry/metrics.ts'

export type TestDatabase = AsyncDisposable & {
  /** As in DATABASE_URL. */
  readonly url: string
  readonly database: StartedDatabase
}

/** A database of one's own with all tables, empty. `await using` it, or dispose it after the tests. */
export const createTestDatabase = () => create(`template ${inject('postgres').template} strategy file_copy`)

/** A database of one's own without any table. */
export const createEmptyTestDatabase = () => create('')

/** The server that all tests share, by the URL of one of its databases. */
export const testDatabaseUrl = (database = 'postgres') => {
  const url = new URL(inject('postgres').url)
  url.pathname = `/${database}`
  return url.href
}

// It isn't dropped: the whole server goes after the tests, and that is faster.
const create = async (template: string): Promise<TestDatabase> => {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(`create database ${name} ${template}`)
  const url = testDatabaseUrl(name)
  const database = await startDatabase({
    connection: connectionFrom({ DATABASE_URL: url }),
    dataDir: 'unused',
    settings: createLive(settingsSchema.parse({}).database),
    clock: systemClock,
    signal: new AbortController().signal,
    log: createLog('silent'),
    metrics: createMetrics({ processMetrics: false }),
    health: createHealth(),
  })
  return { url, database, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

const administer = async (statement: string) => {
  const client = new Client(testDatabaseUrl())
  await client.connect()
  await client.query(statement)
  await client.end()
}
