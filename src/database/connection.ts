import { homedir, userInfo } from 'node:os'
import type { ClientConfig } from 'pg'
import { ConfigurationError } from '../lib/errors.ts'
import { encryptionsFor, type Encryption } from './tls.ts'

/** Where a database is and how to log in. */
export type Connection = {
  /** What said so: DATABASE_URL, PGHOST, … */
  readonly source: string
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  /** A function, so that no log or error can show it by accident. */
  readonly password: () => string | undefined
  readonly database: string
  readonly applicationName: string
  readonly options: string | undefined
  /** What to try, in this order. */
  readonly encryptions: readonly Encryption[]
  /** The same database past a pooler, for what needs a connection of its own: DATABASE_DIRECT_URL. */
  readonly direct: Connection | null
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The operator's Postgres by DATABASE_URL or libpq's variables and defaults, or null if none of them is set. Throws
 * ConfigurationError that names the variable, and never holds the password.
 */
export const connectionFrom = (env: Environment): Connection | null => {
  const source = ['DATABASE_URL', ...locating].find((name) => env[name])
  if (source) return read(source, env, env['DATABASE_DIRECT_URL'] ? readDirect(env) : null)
  if (!env['DATABASE_DIRECT_URL']) return null
  throw new ConfigurationError(
    'database_url',
    'DATABASE_DIRECT_URL is set, and neither DATABASE_URL nor PGHOST is: it only helps beside one of them, where that leads to a pooler.',
  )
}

/** How logs name it: neither user nor password. */
export const describe = ({ host, port, database }: Connection) =>
  `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`

/** What pg needs to connect. Everything is given, so that pg reads nothing from the environment itself. */
export const clientConfig = (connection: Connection, ssl: Encryption): ClientConfig => ({
  host: connection.host,
  port: connection.port,
  user: connection.user,
  password: () => connection.password() ?? '',
  database: connection.database,
  application_name: connection.applicationName,
  options: connection.options,
  ssl,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
})

const locating = ['PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD', 'PGDATABASE']

// libpq's keywords, and the variables that stand for them.
const variables = {
  host: 'PGHOST',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  dbname: 'PGDATABASE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  application_name: 'PGAPPNAME',
  options: 'PGOPTIONS',
} as const
type Keyword = keyof typeof variables
type Parameters = Partial<Record<Keyword, string>>

// These a URL may hold, too; they change nothing here.
const ignored = ['connect_timeout', 'channel_binding', 'gssencmode', 'target_session_attrs', 'uselibpqcompat']

const readDirect = (env: Environment) =>
  read('DATABASE_DIRECT_URL', { ...env, DATABASE_URL: env['DATABASE_DIRECT_URL'] }, null)

const read = (source: string, env: Environment, direct: Connection | null): Connection => {
  const inUrl = source.endsWith('_URL') ? parseUrl(source, env['DATABASE_URL'] ?? '') : {}
  const named = (keyword: Keyword) => ({
    value: inUrl[keyword] || env[variables[keyword]] || undefined,
    name: inUrl[keyword] ? `${keyword} in ${source}` : variables[keyword],
  })
  const host = named('host').value ?? 'localhost'
  const user = named('user').value ?? systemUser()
  const password = named('password').value
  const encryptions = encryptionsFor(named('sslmode'), named('sslrootcert'), env['HOME'] ?? homedir())
  return {
    source,
    host,
    port: parsePort(named('port')),
    user,
    password: () => password,
    database: named('dbname').value ?? user,
    applicationName: named('application_name').value ?? 'parley',
    options: named('options').value,
    encryptions: host.startsWith('/') ? [false] : encryptions,
    direct,
  }
}

const parseUrl = (source: string, text: string): Parameters => {
  // The URL standard wants a host after an `@`; libpq doesn't.
  const url = URL.parse(text.replace(/@(?=[/?]|$)/, '@localhost'))
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw notAUrl(source)
  try {
    const parts: Parameters = {
      host: decodeURIComponent(url.hostname.replace(/^\[|\]$/g, '')),
      port: url.port,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      dbname: decodeURIComponent(url.pathname.slice(1)),
    }
    for (const [key, value] of url.searchParams) {
      if (isKeyword(key)) parts[key] = value
      else if (!ignored.includes(key)) throw unknownParameter(source, key)
    }
    return parts
  } catch (error) {
    throw error instanceof URIError ? notAUrl(source) : error
  }
}

const isKeyword = (key: string): key is Keyword => Object.hasOwn(variables, key)

const parsePort = ({ value = '5432', name }: { value: string | undefined; name: string }) => {
  const port = Number(value)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new ConfigurationError('database_port', `${name} is "${value}": it must be a number from 1 to 65535.`)
}

const systemUser = () => {
  try {
    return userInfo().username
  } catch {
    throw new ConfigurationError(
      'database_user',
      "This process' user has no name: set PGUSER, or put the database's user into DATABASE_URL.",
    )
  }
}

const notAUrl = (source: string) =>
  new ConfigurationError(
    'database_url',
    `${source} isn't a Postgres URL: it must look like postgres://user:password@host:5432/database (special characters in the password as %XX).`,
  )

const unknownParameter = (source: string, key: string) =>
  new ConfigurationError(
    'database_url',
    `${source} has an unknown parameter "${key}": what may follow its ? is ${Object.keys(variables).join(', ')}.`,
  )
