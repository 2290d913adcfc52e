import { Client } from 'pg'
import { clientConfig, type Connection } from './connection.ts'
import { isEncryptionRefusal } from './refusals.ts'
import type { Encryption } from './tls.ts'

export type Session = AsyncDisposable & { readonly client: Client; readonly encryption: Encryption }

/** A connection of its own, with the first encryption that both sides accept. Cut when the signal aborts. */
export const connect = async (connection: Connection, signal: AbortSignal): Promise<Session> => {
  const [first, ...others] = connection.encryptions
  const [second] = others
  try {
    return await connectWith(connection, first!, signal)
  } catch (error) {
    if (second === undefined || !isEncryptionRefusal(error)) throw error
    return await connectWith(connection, second, signal)
  }
}

const CONNECT_TIMEOUT_MS = 5000

const connectWith = async (connection: Connection, encryption: Encryption, signal: AbortSignal) => {
  signal.throwIfAborted()
  const client = new Client({
    ...clientConfig(connection, encryption),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  const cut = () => client.connection.stream.destroy()
  client.on('error', () => {})
  signal.addEventListener('abort', cut, { once: true })
  const close = async () => {
    signal.removeEventListener('abort', cut)
    await client.end().catch(() => {})
  }
  try {
    await client.connect()
  } catch (error) {
    signal.removeEventListener('abort', cut)
    cut()
    throw error
  }
  return { client, encryption, [Symbol.asyncDispose]: close }
}
