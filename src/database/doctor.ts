import { createDeadline, type Clock } from '../lib/clock.ts'
import type { ClockReading } from '../lib/clock-reading.ts'
import { ConfigurationError, TimeoutError } from '../lib/errors.ts'
import { findingsAbout, type Finding } from '../lib/finding.ts'
import { connectionFrom, describe, type Connection } from './connection.ts'
import { examineEmbedded } from './embedded/doctor.ts'
import { messageOf } from './errors.ts'
import { knownMigrations, notAllowed, readSchema } from './migrate.ts'
import { MISSING_DATABASE, OLDEST_VERSION } from './reach.ts'
import { lasting, sqlState, tooOld } from './refusals.ts'
import { connect, type Session } from './session.ts'

const { ok, warning, problem } = findingsAbout('database')

type Options = {
  /** DATABASE_URL, DATABASE_DIRECT_URL and PG…, as they are. */
  variables: Readonly<Record<string, string>>
  /** Where the embedded server would keep its data. */
  dataDir: string
  clock: Clock
  signal: AbortSignal
}

export type ExaminedDatabase = { findings: readonly Finding[]; readings: readonly ClockReading[] }

const LONGEST_MS = 10_000

/** Whether the database can be used. Changes nothing in it, and starts no server. Rejects only with the signal's reason. */
export const examineDatabase = async (options: Options): Promise<ExaminedDatabase> => {
  const { variables, dataDir, clock, signal } = options
  const connection = readConnection(variables)
  if (connection instanceof ConfigurationError)
    return { findings: [problem(connection.message)], readings: [] }
  if (connection === null) return { findings: await examineEmbedded(dataDir), readings: [] }
  const places = connection.direct ? [connection.direct, connection] : [connection]
  const examined = await Promise.all(places.map((place) => examinePlace(place, clock, signal)))
  return {
    findings: examined.map(({ finding }) => finding),
    readings: examined.flatMap(({ reading }) => reading ?? []),
  }
}

const readConnection = (variables: Options['variables']) => {
  try {
    return connectionFrom(variables)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
}

const examinePlace = async (
  connection: Connection,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ finding: Finding; reading: ClockReading | null }> => {
  using deadline = createDeadline(
    clock,
    LONGEST_MS,
    () => new TimeoutError('no_answer', `no answer in ${LONGEST_MS / 1000} s`),
  )
  try {
    await using session = await connect(connection, AbortSignal.any([signal, deadline.signal]))
    const reading = await readClock(session, connection, clock)
    return { finding: await examineSession(session, connection), reading }
  } catch (error) {
    signal.throwIfAborted()
    return {
      finding: whyNot(deadline.signal.aborted ? deadline.signal.reason : error, connection),
      reading: null,
    }
  }
}

const examineSession = async (session: Session, connection: Connection): Promise<Finding> => {
  const { rows } = await session.client.query<{ version: string; read_only: string }>(
    `select current_setting('server_version_num') as version, current_setting('transaction_read_only') as read_only`,
  )
  const version = Number(rows[0]?.version)
  if (version < OLDEST_VERSION) return problem(tooOld(connection, version).message)
  if (rows[0]?.read_only === 'on')
    return problem(
      `${nameOf(connection)} can only be read: if it is a standby, name its primary there; else set default_transaction_read_only to off.`,
    )
  const schema = await readSchema(session.client)
  const known = await knownMigrations()
  const missing = known.filter((name) => !schema.applied?.includes(name))
  const newer = schema.applied?.filter((name) => !known.includes(name)) ?? []
  if (missing.length > 0 && !schema.mayCreate) return problem(notAllowed(connection).message)
  const encrypted = session.encryption === false ? 'without TLS' : 'with TLS'
  const reached = `${nameOf(connection)} is reached ${encrypted}, version ${Math.floor(version / 10_000)}`
  if (newer.length > 0)
    return warning(
      `${reached}; its tables are those of a newer Parley (${newer.join(', ')}), which this one leaves as they are.`,
    )
  return ok(
    missing.length > 0
      ? `${reached}; the next start makes what is missing of its tables.`
      : `${reached}; its tables are up to date.`,
  )
}

const readClock = async (
  { client }: Session,
  connection: Connection,
  clock: Clock,
): Promise<ClockReading> => {
  const asked = clock.now()
  const { rows } = await client.query<{ now: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  )
  const said = rows[0]?.now ?? asked
  return { whose: `that of ${nameOf(connection)}`, said, resolution: 1, asked, answered: clock.now() }
}

const whyNot = (error: unknown, connection: Connection): Finding => {
  if (sqlState(error) === MISSING_DATABASE)
    return warning(
      `${nameOf(connection)} has no such database yet: the next start makes it, if "${connection.user}" may.`,
    )
  const refusal = error instanceof TimeoutError ? null : lasting(error, connection)
  return problem(
    refusal?.message ??
      `${nameOf(connection)} can't be reached (${messageOf(error)}): check host and port, that the server runs, and that this machine may connect there.`,
  )
}

const nameOf = (connection: Connection) => `Postgres at ${describe(connection)} (${connection.source})`
