import { escapeIdentifier } from 'pg'
import { ConfigurationError } from '../lib/errors.ts'
import { describe, type Connection } from './connection.ts'
import { messageOf } from './errors.ts'
import { sqlState } from './refusals.ts'
import { connect } from './session.ts'

/** Creates the database that `connection` names. Throws ConfigurationError with the SQL to run where we may not. */
export const createMissing = async (connection: Connection, signal: AbortSignal): Promise<void> => {
  try {
    await using session = await connectToAnother(connection, signal)
    await session.client.query(`create database ${escapeIdentifier(connection.database)}`)
  } catch (error) {
    if (!createdMeanwhile.includes(sqlState(error) ?? '')) throw explained(error, connection)
  }
}

// Another instance was faster: duplicate_database, or unique_violation when both were at it at once.
const createdMeanwhile = ['42P04', '23505']
const notAllowed = ['42501', '3D000', '28000']

const connectToAnother = async (connection: Connection, signal: AbortSignal) => {
  try {
    return await connect({ ...connection, database: 'postgres' }, signal)
  } catch {
    return await connect({ ...connection, database: 'template1' }, signal)
  }
}

const explained = (error: unknown, connection: Connection) => {
  if (!notAllowed.includes(sqlState(error) ?? '')) return error
  const { database, user } = connection
  const statement = `CREATE DATABASE ${escapeIdentifier(database)} OWNER ${escapeIdentifier(user)};`
  return new ConfigurationError(
    'database_missing',
    `Postgres at ${describe(connection)} (${connection.source}) has no such database, and we may not create it (${messageOf(error)}). Run as its administrator: ${statement}`,
  )
}
