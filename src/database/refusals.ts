import { DatabaseError as ServerError } from 'pg'
import { AuthenticationError, ChatError, ConfigurationError } from '../lib/errors.ts'
import { describe, type Connection } from './connection.ts'
import { isOutage, messageOf } from './errors.ts'

export const sqlState = (error: unknown) => (error instanceof ServerError ? error.code : undefined)

/** What waiting won't heal, as an error that says what to do; null for all that may pass. */
export const lasting = (error: unknown, connection: Connection): ChatError | null => {
  if (error instanceof ChatError) return error
  const where = `Postgres at ${describe(connection)} (${connection.source})`
  const said = messageOf(error)
  if (isMissingPassword(error)) {
    return new AuthenticationError(
      '28P01',
      `${where} wants a password: set PGPASSWORD, or put it into DATABASE_URL.`,
    )
  }
  if (isUntrusted(error))
    return new ConfigurationError('tls', `${where} isn't trusted: ${said}. ${trustAdvice}`)
  if (isUnencrypted(error)) {
    return new ConfigurationError(
      'tls',
      `${where} has no TLS: switch it on there, or set PGSSLMODE to prefer.`,
    )
  }
  const code = sqlState(error)
  if (!code || isOutage(code)) return null
  const advice = advices[code] ?? ''
  const sentence = `${where} refuses us: ${said} (${code}). ${advice}`.trim()
  return code.startsWith('28')
    ? new AuthenticationError(code, sentence)
    : new ConfigurationError(code, sentence)
}

/** The other encryption of the same mode may be accepted. */
export const isEncryptionRefusal = (error: unknown) =>
  isUnencrypted(error) || isUntrusted(error) || isHandshakeFailure(error) || sqlState(error) === '28000'

export const tooOld = (connection: Connection, version: number) =>
  new ConfigurationError(
    'postgres_version',
    `Postgres at ${describe(connection)} (${connection.source}) is version ${Math.floor(version / 10_000)}: Parley needs 14 or newer.`,
  )

const trustAdvice =
  "Set PGSSLROOTCERT to its authority's certificate, or PGSSLMODE to require to do without the check."

const advices: Record<string, string> = {
  '28P01': 'Check the user and the password in DATABASE_URL, or PGUSER and PGPASSWORD.',
  '28000':
    "Check the user, and the server's pg_hba.conf: it must let this host in, perhaps with PGSSLMODE=require.",
  '42501': 'Grant it: GRANT CONNECT, CREATE ON DATABASE … TO …;',
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const isMissingPassword = (error: unknown) => messageOf(error).includes('client password must be')

const isUnencrypted = (error: unknown) => messageOf(error).includes('does not support SSL')

const isUntrusted = (error: unknown) =>
  /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(codeOf(error))

const isHandshakeFailure = (error: unknown) => /^(ERR_SSL|ERR_TLS|EPROTO)/.test(codeOf(error))
