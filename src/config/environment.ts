import type { Checked, Mistake } from './mistakes.ts'
import { builtInProviders } from './sections/providers.ts'
import { environmentName, looksSecret } from './secrecy.ts'
import { mistakenVariable, type Variables } from './variables.ts'

/** A port, and whether the operator chose it: a default that is taken may move. */
export type Port = { number: number; chosen: boolean }

/** What the environment says about this process. Secrets are in Secrets. */
export type Environment = {
  /** Of the operator's pages and probes; 0: a free one. */
  port: Port
  /** Of the sandbox's chat page. */
  sandboxPort: Port
  configDirectory: { path: string; chosen: boolean }
  dataDirectory: string
  /** Without version and trailing slash: https://discord.com/api */
  discordApiUrl: string
  /** By provider: GROQ_BASE_URL and the like, for those without a base_url in the settings. */
  baseUrls: ReadonlyMap<string, string>
  /** DATABASE_URL, DATABASE_DIRECT_URL and PG…, as they are. They hold secrets. */
  database: Readonly<Record<string, string>>
}

/** Reads the variables into types. A mistaken one has its default in the value. */
export const readEnvironment = (variables: Variables): Checked<Environment> => {
  const mistakes: Mistake[] = []
  const read = <Value>(
    name: string,
    parse: (text: string) => Value | null,
    allowed: string,
  ): Value | null => {
    const variable = variables.get(name)
    if (!variable) return null
    const value = parse(variable.value.trim())
    if (value === null) mistakes.push(mistakenVariable(name, variable, allowed))
    return value
  }
  const port = (name: string, fallback: number): Port => {
    const number = read(name, parsePort, 'it must be a whole number from 0 to 65535, and 0 takes a free port')
    return { number: number ?? fallback, chosen: number !== null }
  }
  const url = (name: string) =>
    read(name, parseUrl, 'it must be a web address that begins with http:// or https://')
  const text = (name: string) => variables.get(name)?.value.trim()

  const baseUrls = builtInProviders.flatMap((provider) => {
    const address = url(`${environmentName(provider)}_BASE_URL`)
    return address ? [[provider, address] as const] : []
  })
  const database = databaseNames.flatMap((name) => {
    const value = variables.get(name)?.value
    return value ? [[name, value] as const] : []
  })
  const configDirectory = text('PARLEY_CONFIG_DIR')
  const value: Environment = {
    port: port('PORT', 5000),
    sandboxPort: port('SANDBOX_PORT', 5050),
    configDirectory: { path: configDirectory ?? 'config', chosen: configDirectory !== undefined },
    dataDirectory: text('PARLEY_DATA_DIR') ?? '.data',
    discordApiUrl: (url('DISCORD_API_URL') ?? 'https://discord.com/api').replace(/\/+(v10\/*)?$/, ''),
    baseUrls: new Map(baseUrls),
    database: Object.fromEntries(database),
  }
  return { value, mistakes, warnings: variables.has('FLASK_SECRET_KEY') ? [flaskKey] : [] }
}

const databaseNames = [
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'PGHOST',
  'PGPORT',
  'PGUSER',
  'PGPASSWORD',
  'PGDATABASE',
  'PGSSLMODE',
  'PGSSLROOTCERT',
  'PGAPPNAME',
  'PGOPTIONS',
]

const parsePort = (text: string): number | null => {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  return number <= 65_535 ? number : null
}

const parseUrl = (text: string): string | null =>
  /^https?:\/\//i.test(text) && URL.canParse(text) && !looksSecret(text) ? text : null

const flaskKey = 'FLASK_SECRET_KEY is no longer needed, and may be removed.'
