import type { Settings } from '../config/settings.ts'
import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { describe, type Connection } from './connection.ts'
import type { Database } from './contract.ts'
import { startEmbedded } from './embedded/server.ts'
import { reportHealth } from './health.ts'
import { createPool } from './pool.ts'
import { reach } from './reach.ts'

export type DatabaseOptions = Telemetry & {
  /** The operator's Postgres, or null for the embedded one. */
  connection: Connection | null
  /** Where the embedded server keeps its data. */
  dataDir: string
  settings: Live<Settings['database']>
  clock: Clock
  /** Ends a start that waits; a database that has started is disposed. */
  signal: AbortSignal
}

export type StartedDatabase = Database & AsyncDisposable & { readonly connection: Connection }

/**
 * Resolves when the database can be used, however long it takes to come up; without a connection, starts the
 * embedded server first. Throws ChatErrors that say what to do where waiting won't help.
 */
export const startDatabase = async (options: DatabaseOptions): Promise<StartedDatabase> => {
  const { clock, signal, settings, metrics } = options
  const log = options.log.child({ module: 'database' })
  await using stack = new AsyncDisposableStack()
  using waiting = reportWaiting(options)
  const connection = options.connection ?? (await startOwn(stack, options))
  const name = options.connection
    ? `Postgres at ${describe(connection)} (${connection.source})`
    : `the embedded Postgres under ${options.dataDir}`
  if (connection.direct) await reach(connection.direct, { clock, log, signal })
  const encryption = await reach(connection, { clock, log, signal })
  const database = stack.use(createPool({ connection, encryption, settings, clock, log, metrics }))
  waiting[Symbol.dispose]()
  stack.use(reportHealth(options.health, database, clock, name))
  log.info({ encrypted: encryption !== false }, `The database is ${name}`)
  const started = stack.move()
  return { ...database, connection, [Symbol.asyncDispose]: () => started.disposeAsync() }
}

const reportWaiting = ({ health, connection, dataDir }: DatabaseOptions): Disposable => {
  const reason = connection
    ? `waiting for Postgres at ${describe(connection)} (${connection.source})`
    : `starting the embedded Postgres under ${dataDir}`
  return health.register('database', { gates: true, check: () => ({ status: 'down', reason }) })
}

const startOwn = async (stack: AsyncDisposableStack, options: DatabaseOptions): Promise<Connection> => {
  const { dataDir, clock, signal } = options
  const log = options.log.child({ module: 'database' })
  const server = stack.use(await startEmbedded({ dataDir, clock, signal }))
  void server.crashed.then((said) => log.error({ said }, `The embedded Postgres under ${dataDir} has ended`))
  return {
    source: 'embedded',
    host: '127.0.0.1',
    port: server.port,
    user: server.user,
    password: () => server.password,
    database: 'parley',
    applicationName: 'parley',
    options: undefined,
    encryptions: [false],
    direct: null,
  }
}
