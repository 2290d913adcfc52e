import { Pool, type PoolClient } from 'pg'
import type { Settings } from '../config/settings.ts'
import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { clientConfig, type Connection } from './connection.ts'
import type { Database } from './contract.ts'
import { messageOf, translate } from './errors.ts'
import { openLine, type Line } from './line.ts'
import { createDatabaseMetrics } from './metrics.ts'
import type { Encryption } from './tls.ts'
import { runTogether, runTransaction } from './transaction.ts'

export type PoolOptions = {
  connection: Connection
  /** The one that is known to work. */
  encryption: Encryption
  settings: Live<Settings['database']>
  clock: Clock
  log: Logger
  metrics: Metrics
}

/** A `Database` over a pool of connections; disposing it waits for those that are at work. */
export const createPool = (options: PoolOptions): Database & AsyncDisposable => {
  const { settings, clock } = options
  const pool = new Pool({
    ...clientConfig(options.connection, options.encryption),
    pipeline: true,
    max: settings.current.max_connections,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: 1800,
  })
  pool.on('error', (error) =>
    options.log.warn({ reason: messageOf(error) }, 'A connection to Postgres was lost'),
  )
  const metrics = createDatabaseMetrics(options.metrics, () => ({
    total: pool.totalCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
  }))

  const checkedOut = async <T>(work: (client: PoolClient, line: Line, begin: string) => Promise<T>) => {
    const { max_connections, statement_timeout } = settings.current
    pool.options.max = max_connections
    const began = clock.monotonic()
    using client = await checkOut(pool)
    try {
      const line = openLine(client.client, clock, statement_timeout * 1000 + GRACE_MS)
      return await work(client.client, line, beginning(statement_timeout * 1000))
    } catch (error) {
      metrics.failed(error)
      throw error
    } finally {
      metrics.took((clock.monotonic() - began) / 1000)
    }
  }
  const together: Database['together'] = (statements) =>
    checkedOut((client, line, begin) => runTogether(client, line, begin, statements))
  return {
    together,
    transaction: (work) => checkedOut((_, line, begin) => runTransaction(line, begin, work)),
    async query<Row extends Record<string, unknown>>(text: string, values?: readonly unknown[]) {
      const [result] = await together((db) => [db.query<Row>(text, values)])
      return result
    },
    [Symbol.asyncDispose]: () => pool.end(),
  }
}

/** How much longer than the server we wait before a connection is taken for dead. */
const GRACE_MS = 5000

// Said with each transaction, in the same flush, because a pooler in transaction mode refuses such settings at the
// start of a connection and forgets, or leaks, those of a session. Half for locks tells a wait from slow work.
const beginning = (ms: number) =>
  `begin; set local statement_timeout = ${Math.ceil(ms)}; set local lock_timeout = ${Math.ceil(ms / 2)}; ` +
  `set local idle_in_transaction_session_timeout = ${Math.ceil(ms)}`

// The statements in flight tell; without a listener, a lost connection would end the process.
const ignore = () => {}

const checkOut = async (pool: Pool): Promise<Disposable & { client: PoolClient }> => {
  const client = await pool.connect().catch((error: unknown) => {
    throw translate(error)
  })
  client.on('error', ignore)
  return {
    client,
    [Symbol.dispose]() {
      client.off('error', ignore)
      client.release()
    },
  }
}
