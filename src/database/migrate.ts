import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Client } from 'pg'
import { ConfigurationError } from '../lib/errors.ts'
import type { Logger } from '../telemetry/log.ts'
import { describe, type Connection } from './connection.ts'
import { translate } from './errors.ts'
import { sqlState } from './refusals.ts'
import { connect } from './session.ts'

export type MigrationOptions = {
  connection: Connection
  log: Logger
  signal: AbortSignal
  /** Where the .sql files are, if not beside this file. */
  directory?: string
}

/**
 * Brings the schema up to what this version needs: all that is missing in one transaction, one process at a time
 * while the others wait. A schema that is newer than this version stays as it is, so that a release can be rolled
 * back. Goes past a pooler where the connection says how.
 */
export const migrate = async ({ directory = ours, ...options }: MigrationOptions): Promise<void> => {
  const { log, signal } = options
  const connection = options.connection.direct ?? options.connection
  try {
    await using session = await connect(connection, signal)
    await holdLock(session.client, log)
    const applied = await readApplied(session.client, connection)
    const known = await knownMigrations(directory)
    if (known.some((name) => !applied.includes(name))) await runMissing(session.client, directory, log)
    warnOfNewer(
      applied.filter((name) => !known.includes(name)),
      log,
    )
    await session.client.query('commit')
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ConfigurationError) throw error
    throw sqlState(error) === '42501' ? notAllowed(connection) : translate(error)
  }
}

const ours = join(import.meta.dirname, 'migrations')

/** The names of those that `directory` holds, in no order. */
export const knownMigrations = async (directory = ours) =>
  (await readdir(directory)).map((file) => basename(file, '.sql'))

// Any number will do that nothing else locks in this database.
const LOCK = 5_207_316_908

// The lock belongs to the transaction, so that it works through a pooler, too, and can't be left behind. A wait for
// it has no bound, whatever the role's own timeouts are: a long migration elsewhere is no reason to fail here.
const holdLock = async (client: Client, log: Logger) => {
  await client.query(
    'begin; set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0',
  )
  const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_xact_lock(${LOCK}) as free`)
  if (rows[0]?.free) return
  log.info('Another instance is bringing the database up to date: waiting for it')
  await client.query(`select pg_advisory_xact_lock(${LOCK})`)
}

const table = 'migrations'

// node-pg-migrate wraps this failure so that it can't be told from others. A role that may only read and write rows
// is welcome where an administrator has migrated.
const readApplied = async (client: Client, connection: Connection) => {
  const { mayCreate, applied } = await readSchema(client)
  if (!mayCreate && !applied) throw notAllowed(connection)
  return applied ?? []
}

/** Whether we may make tables, and which migrations were run; null: nobody has begun. */
export const readSchema = async (client: Client) => {
  const { rows } = await client.query<{ may: boolean; begun: boolean }>(
    `select has_schema_privilege('public', 'create') as may, to_regclass('public.${table}') is not null as begun`,
  )
  const mayCreate = rows[0]?.may ?? false
  if (!rows[0]?.begun) return { mayCreate, applied: null }
  const applied = await client.query<{ name: string }>(`select name from ${table} order by id`)
  return { mayCreate, applied: applied.rows.map(({ name }) => name) }
}

const runMissing = async (client: Client, dir: string, log: Logger) => {
  // Loaded only when there is something to do: it would stay in memory as long as the bot runs.
  const { runner } = await import('node-pg-migrate')
  const done = await runner({
    dbClient: client,
    dir,
    migrationsTable: table,
    direction: 'up',
    // It begins again inside of our transaction, which Postgres only notes, and commits it, which frees the lock.
    singleTransaction: true,
    noLock: true,
    logger: {
      debug: () => {},
      info: () => {},
      warn: (text: string) => log.warn(text),
      error: (text: string) => log.error(text),
    },
  })
  if (done.length > 0)
    log.info({ migrations: done.map(({ name }) => name) }, 'The database is up to date now')
}

const warnOfNewer = (unknown: readonly string[], log: Logger) => {
  if (unknown.length === 0) return
  log.warn(
    { unknown },
    'The database was brought up to date by a newer Parley: this one goes on, without what is new',
  )
}

export const notAllowed = (connection: Connection) =>
  new ConfigurationError(
    'schema_not_allowed',
    `Postgres at ${describe(connection)} (${connection.source}) doesn't let us make tables. Run as its administrator, in that database: GRANT CREATE, USAGE ON SCHEMA public TO "${connection.user}";`,
  )
