import { userInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { ConfigurationError } from '../lib/errors.ts'
import { clientConfig, connectionFrom, describe as nameOf } from './connection.ts'

const authority = new URL('../../test/certificates/authority.crt', import.meta.url).pathname
const refusal = (env: Record<string, string>) => {
  try {
    connectionFrom(env)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
    throw error
  }
  return expect.fail('it was accepted')
}

const tries = (env: Record<string, string>) =>
  connectionFrom({ PGHOST: 'x', HOME: '/nonexistent', ...env })?.encryptions

describe('which database', () => {
  test('none, where nothing says where one is', () => {
    expect(connectionFrom({})).toBeNull()
    expect(connectionFrom({ DATABASE_URL: '', PGHOST: '', PGSSLMODE: 'require', PGAPPNAME: 'x' })).toBeNull()
  })

  test.each(['PGHOST', 'PGUSER', 'PGPASSWORD', 'PGDATABASE'])('%s alone is enough', (name) => {
    expect(connectionFrom({ [name]: 'x' })?.source).toBe(name)
  })

  test('all parts of a URL are read, and decoded', () => {
    const connection = connectionFrom({
      DATABASE_URL:
        'postgresql://ann%40x:p%2Fw%C3%A4@db.example:6543/my%20chat?application_name=other&sslmode=disable',
    })
    expect(connection).toMatchObject({
      source: 'DATABASE_URL',
      host: 'db.example',
      port: 6543,
      user: 'ann@x',
      database: 'my chat',
      applicationName: 'other',
      encryptions: [false],
    })
    expect(connection?.password()).toBe('p/wä')
  })

  test("what isn't said is libpq's default", () => {
    const { username } = userInfo()
    const connection = connectionFrom({ PGHOST: 'db.example' })
    expect(connection).toMatchObject({
      port: 5432,
      user: username,
      database: username,
      applicationName: 'parley',
    })
    expect(connection?.password()).toBeUndefined()
    expect(connectionFrom({ PGHOST: 'x', PGUSER: 'ann' })?.database).toBe('ann')
  })

  test('a URL goes before the variables, which fill what it leaves out', () => {
    const connection = connectionFrom({
      DATABASE_URL: 'postgres://ann@db.example/chat',
      PGPASSWORD: 'secret',
      PGHOST: 'elsewhere',
      PGPORT: '6000',
    })
    expect(connection).toMatchObject({ host: 'db.example', port: 6000, user: 'ann' })
    expect(connection?.password()).toBe('secret')
  })

  test.each([
    ['postgres:///chat?host=/run/postgresql&user=ann', '/run/postgresql'],
    ['postgres://ann@%2Frun%2Fpostgresql/chat', '/run/postgresql'],
    ['postgres://ann:pw@/chat?host=/run/postgresql', '/run/postgresql'],
    ['postgres://[::1]:5432/chat', '::1'],
  ])('%s leads to %s', (url, host) => {
    expect(connectionFrom({ DATABASE_URL: url })).toMatchObject({ host, database: 'chat' })
  })

  test('a Unix socket is never encrypted', () => {
    expect(connectionFrom({ PGHOST: '/run/postgresql', PGSSLMODE: 'require' })?.encryptions).toEqual([false])
  })

  test('DATABASE_DIRECT_URL leads past a pooler', () => {
    const connection = connectionFrom({
      DATABASE_URL: 'postgres://ann:pw@pooler:6432/chat',
      DATABASE_DIRECT_URL: 'postgres://ann:pw@server/chat',
    })
    expect(connection?.host).toBe('pooler')
    expect(connection?.direct).toMatchObject({ source: 'DATABASE_DIRECT_URL', host: 'server', port: 5432 })
    expect(refusal({ DATABASE_DIRECT_URL: 'postgres://server/chat' })).toContain('DATABASE_DIRECT_URL')
  })

  test('nothing is left for pg to read from the environment', () => {
    const config = clientConfig(connectionFrom({ PGHOST: 'x', PGUSER: 'ann' })!, false)
    expect(config).toMatchObject({ host: 'x', port: 5432, user: 'ann', database: 'ann', ssl: false })
  })
})

describe('how it is encrypted', () => {
  const unverified = { rejectUnauthorized: false }
  const chain = {
    ca: [expect.stringContaining('BEGIN CERTIFICATE')],
    checkServerIdentity: expect.any(Function),
  }
  const name = { ca: [expect.stringContaining('BEGIN CERTIFICATE')] }

  test.each([
    ['disable', [false], [false]],
    ['allow', [false, unverified], [false, chain]],
    ['prefer', [unverified, false], [chain, false]],
    ['require', [unverified], [chain]],
  ])('%s tries what libpq tries, without an authority and with one', (mode, without, having) => {
    expect(tries({ PGSSLMODE: mode })).toEqual(without)
    expect(tries({ PGSSLMODE: mode, PGSSLROOTCERT: authority })).toEqual(having)
  })

  test('verify-ca checks the chain, verify-full the name, too', () => {
    expect(tries({ PGSSLMODE: 'verify-ca', PGSSLROOTCERT: authority })).toEqual([chain])
    expect(tries({ PGSSLMODE: 'verify-full', PGSSLROOTCERT: authority })).toEqual([name])
    expect(refusal({ PGHOST: 'x', HOME: '/nonexistent', PGSSLMODE: 'verify-full' })).toContain(
      'PGSSLROOTCERT',
    )
  })

  test('prefer is the default, and verify-full where the authorities are those of the system', () => {
    expect(tries({})).toEqual([unverified, false])
    const [encryption] = tries({ PGSSLROOTCERT: 'system' }) ?? []
    expect(encryption).toHaveProperty('ca')
    expect(encryption).not.toHaveProperty('checkServerIdentity')
    expect(refusal({ PGHOST: 'x', PGSSLROOTCERT: 'system', PGSSLMODE: 'require' })).toContain('PGSSLMODE')
  })

  test('a URL may say it, too', () => {
    const url = `postgres://x/chat?sslmode=verify-ca&sslrootcert=${authority}`
    expect(connectionFrom({ DATABASE_URL: url, PGSSLMODE: 'disable' })?.encryptions).toEqual([chain])
  })
})

describe('what is wrong', () => {
  test.each([
    [{ DATABASE_URL: 'mysql://ann:hunter2@x/chat' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'host=x password=hunter2' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgres://ann:hunter2@x:99999/chat' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgres://ann:hunter2%ZZ@x/chat' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgres://ann:hunter2@x/chat?sslmod=require' }, 'sslmod'],
    [{ DATABASE_URL: 'postgres://ann:hunter2@x/chat?sslmode=no' }, 'sslmode in DATABASE_URL'],
    [{ PGHOST: 'x', PGPASSWORD: 'hunter2', PGPORT: 'many' }, 'PGPORT'],
    [{ PGHOST: 'x', PGPASSWORD: 'hunter2', PGSSLMODE: 'on' }, 'PGSSLMODE'],
    [{ PGHOST: 'x', PGPASSWORD: 'hunter2', PGSSLROOTCERT: '/nonexistent.crt' }, 'PGSSLROOTCERT'],
  ])('%j is refused, by its name and without the password', (env, name) => {
    expect(refusal(env)).toContain(name)
    expect(refusal(env)).not.toContain('hunter2')
  })

  test('a connection that is printed shows no password', () => {
    const connection = connectionFrom({ DATABASE_URL: 'postgres://ann:hunter2@x/chat' })!
    expect(JSON.stringify(connection) + nameOf(connection)).not.toContain('hunter2')
  })
})
