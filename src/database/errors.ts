import { DatabaseError as ServerError } from 'pg'
import { ChatError } from '../lib/errors.ts'

/**
 * A statement failed. `code` is its SQLSTATE, or 'unavailable' when Postgres could not be asked at all: the same
 * statement may succeed later. After 'unavailable' it isn't known whether a transaction was committed.
 */
export class DatabaseError extends ChatError {
  override readonly retryable = mayPass(this.code)
}

/** pg's errors as ours, without what the statement's values were: people's words stand in some. */
export const translate = (error: unknown): DatabaseError => {
  if (error instanceof DatabaseError) return error
  if (!(error instanceof ServerError))
    return new DatabaseError('unavailable', `Postgres: ${messageOf(error)}`)
  const code = error.code ?? 'unavailable'
  const where = [error.table, error.column, error.constraint].filter(Boolean).join('.')
  const sentence = quotesValues(code) ? 'refused a value' : error.message
  const message = `Postgres: ${sentence} (${code}${where && ` at ${where}`})`
  return new DatabaseError(isOutage(code) ? 'unavailable' : code, message)
}

export const messageOf = (error: unknown): string => {
  // Node tries each address of a name, and then has only an empty message for all of them together.
  if (error instanceof AggregateError && !error.message) return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}

const quotesValues = (code: string) => code.startsWith('22')

/** The server is away or full, only lets read, somebody else holds a lock or was in the way, or there was no time. */
const mayPass = (code: string) => code === 'unavailable' || code === '25006' || /^(40|53|55|57|58)/.test(code)

/** The server is starting, stopping, full, or lost: not a word about the statement. */
export const isOutage = (code: string) =>
  code.startsWith('08') || ['57P01', '57P02', '57P03', '57P05', '53300'].includes(code)
