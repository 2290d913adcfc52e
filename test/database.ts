import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
import { settingsSchema, type Settings } from '../src/config/settings.ts'
import { connectionFrom } from '../src/database/connection.ts'
import { startDatabase, type DatabaseOptions, type StartedDatabase } from '../src/database/start.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createLive, type LiveSource } from '../src/lib/live.ts'
import { createHealth } from '../src/telemetry/health.ts'
import { createLog } from '../src/telemetry/log.ts'
import { createMetrics } from '../src/telemetry/metrics.ts'

export type TestDatabase = AsyncDisposable & {
  /** As in DATABASE_URL. */
  readonly url: string
  readonly database: StartedDatabase
  readonly settings: LiveSource<Settings['database']>
  /** What its log says. */
  readonly lines: readonly string[]
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

/** Another pool on a database that is there already; at `port`, where a proxy stands before it. */
export const openTestDatabase = async (
  url: string,
  { port, ...overrides }: Partial<DatabaseOptions> & { port?: number } = {},
): Promise<TestDatabase> => {
  const lines: string[] = []
  const settings = createLive(settingsSchema.parse({}).database)
  const at = new URL(url)
  if (port) at.port = String(port)
  const database = await startDatabase({
    connection: connectionFrom({ DATABASE_URL: at.href }),
    dataDir: 'unused',
    settings,
    clock: systemClock,
    signal: new AbortController().signal,
    log: createLog('info', (line) => lines.push(line)),
    metrics: createMetrics({ processMetrics: false }),
    health: createHealth(),
    ...overrides,
  })
  return { url, database, settings, lines, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

// It isn't dropped: the whole server goes after the tests, and that is faster.
const create = async (template: string): Promise<TestDatabase> => {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(`create database ${name} ${template}`)
  return openTestDatabase(testDatabaseUrl(name))
}

const administer = async (statement: string) => {
  const client = new Client(testDatabaseUrl())
  await client.connect()
  await client.query(statement)
  await client.end()
}
