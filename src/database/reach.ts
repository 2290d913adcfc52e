import { backoff } from '../lib/backoff.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../telemetry/log.ts'
import { describe, type Connection } from './connection.ts'
import { createMissing } from './create-missing.ts'
import { messageOf } from './errors.ts'
import { lasting, sqlState, tooOld } from './refusals.ts'
import { connect } from './session.ts'
import type { Encryption } from './tls.ts'

type Waiting = { clock: Clock; log: Logger; signal: AbortSignal }

/**
 * Waits, as long as it takes, until the database can be used, and creates it if it's missing. Resolves to the
 * encryption that works. What waiting can't heal, such as a wrong password, is thrown as a ChatError that says what
 * to do; otherwise rejects only with the signal's reason.
 */
export const reach = async (connection: Connection, { clock, log, signal }: Waiting): Promise<Encryption> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryToUse(connection, signal)
    } catch (error) {
      signal.throwIfAborted()
      const reason = lasting(error, connection)
      if (reason) throw reason
      const wait = backoff(attempt, 500, 10_000)
      log.warn(
        { attempt, retryInMs: Math.round(wait), reason: messageOf(error) },
        `Postgres at ${describe(connection)} (${connection.source}) can't be used yet; trying again`,
      )
      await clock.sleep(wait, signal)
    }
  }
}

const tryToUse = async (connection: Connection, signal: AbortSignal) => {
  try {
    return await checkVersion(connection, signal)
  } catch (error) {
    if (sqlState(error) !== MISSING_DATABASE) throw error
    await createMissing(connection, signal)
    return await checkVersion(connection, signal)
  }
}

export const MISSING_DATABASE = '3D000'
export const OLDEST_VERSION = 140_000

const checkVersion = async (connection: Connection, signal: AbortSignal) => {
  await using session = await connect(connection, signal)
  const { rows } = await session.client.query<{ version: string }>(
    `select current_setting('server_version_num') as version`,
  )
  const version = Number(rows[0]?.version)
  if (version < OLDEST_VERSION) throw tooOld(connection, version)
  return session.encryption
}
