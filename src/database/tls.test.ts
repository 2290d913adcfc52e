import { chown, copyFile, chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { testDatabaseUrl } from '../../test/database.ts'
import { systemClock } from '../lib/clock.ts'
import { connectionFrom } from './connection.ts'
import { startEmbedded, type EmbeddedServer } from './embedded/server.ts'
import { reach } from './reach.ts'
import { createLog } from '../telemetry/log.ts'

const certificates = new URL('../../test/certificates/', import.meta.url).pathname
const authority = join(certificates, 'authority.crt')
const anotherAuthority = join(certificates, 'another-authority.crt')

/** What came of connecting: TLS, plain text, or the sentence that refuses. */
const outcome = async (url: string, env: Record<string, string>) => {
  const connection = connectionFrom({ DATABASE_URL: url, HOME: '/nonexistent', ...env })!
  const { signal } = new AbortController()
  return reach(connection, { clock: systemClock, log: createLog('silent'), signal }).then(
    (encryption) => (encryption ? 'TLS' : 'plain'),
    (error: unknown) => String(error),
  )
}

describe('a server with TLS', () => {
  let server: EmbeddedServer
  let url: string
  const dataDir = join(inject('postgres').folder, 'tls')
  beforeAll(async () => {
    server = await startEmbedded({ dataDir, clock: systemClock, signal: new AbortController().signal })
    url = `postgres://${server.user}:${server.password}@localhost:${server.port}/postgres`
    const { uid, gid } = await stat(dataDir)
    for (const [file, name] of [
      ['localhost.crt', 'server.crt'],
      ['localhost.key', 'server.key'],
    ] as const) {
      await copyFile(join(certificates, file), join(dataDir, name))
      await chmod(join(dataDir, name), 0o600)
      await chown(join(dataDir, name), uid, gid)
    }
    await administer('alter system set ssl = on', 'select pg_reload_conf()')
    await vi.waitFor(async () => expect(await outcome(url, { PGSSLMODE: 'require' })).toBe('TLS'))
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const administer = async (...statements: string[]) => {
    const client = new Client({ connectionString: url, ssl: false })
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }

  test.each([
    ['disable', 'plain'],
    ['allow', 'plain'],
    ['prefer', 'TLS'],
    ['require', 'TLS'],
  ])('%s gives %s', async (mode, expected) => {
    expect(await outcome(url, { PGSSLMODE: mode })).toBe(expected)
  })

  test.each(['require', 'verify-ca', 'verify-full'])(
    "%s checks the authority's certificate",
    async (mode) => {
      expect(await outcome(url, { PGSSLMODE: mode, PGSSLROOTCERT: authority })).toBe('TLS')
      const refused = await outcome(url, { PGSSLMODE: mode, PGSSLROOTCERT: anotherAuthority })
      expect(refused).toMatch(/^ConfigurationError: .*isn't trusted.*PGSSLROOTCERT/)
    },
  )

  test("only verify-full checks the host's name", async () => {
    const byAddress = url.replace('@localhost', '@127.0.0.1')
    expect(await outcome(byAddress, { PGSSLMODE: 'verify-ca', PGSSLROOTCERT: authority })).toBe('TLS')
    const refused = await outcome(byAddress, { PGSSLMODE: 'verify-full', PGSSLROOTCERT: authority })
    expect(refused).toMatch(/isn't trusted.*does not match/)
  })

  test('the authorities of the system know nothing of ours, unless it was added to those that Node trusts', async () => {
    expect(await outcome(url, { PGSSLROOTCERT: 'system' })).toContain("isn't trusted")
    const before = getCACertificates('default')
    setDefaultCACertificates([...before, await readFile(authority, 'utf8')])
    expect(await outcome(url, { PGSSLROOTCERT: 'system' })).toBe('TLS')
    setDefaultCACertificates(before)
  })

  test('allow goes over to TLS where the server insists, and disable is refused with advice', async () => {
    await writeFile(join(dataDir, 'pg_hba.conf'), 'hostssl all all all scram-sha-256\n')
    const client = new Client({ connectionString: url, ssl: { rejectUnauthorized: false } })
    await client.connect()
    await client.query('select pg_reload_conf()')
    await client.end()
    await expect.poll(() => outcome(url, { PGSSLMODE: 'disable' })).toMatch(/^AuthenticationError: .*pg_hba/)
    expect(await outcome(url, { PGSSLMODE: 'allow' })).toBe('TLS')
  })
})

describe('a server without TLS', () => {
  test.each([
    ['allow', 'plain'],
    ['prefer', 'plain'],
  ])('%s gives %s', async (mode, expected) => {
    expect(await outcome(testDatabaseUrl(), { PGSSLMODE: mode })).toBe(expected)
  })

  test.each(['require', 'verify-full'])('%s is refused with advice', async (mode) => {
    const refused = await outcome(testDatabaseUrl(), { PGSSLMODE: mode, PGSSLROOTCERT: authority })
    expect(refused).toMatch(/^ConfigurationError: .*no TLS.*PGSSLMODE/)
  })
})
