import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEmptyTestDatabase, createTestDatabase, testDatabaseUrl } from '../../test/database.ts'
import { createFastClock } from '../../test/fast-clock.ts'
import { startTcpProxy } from '../../test/tcp-proxy.ts'
import { systemClock } from '../lib/clock.ts'
import { examineDatabase } from './doctor.ts'

let stack: AsyncDisposableStack
beforeEach(() => void (stack = new AsyncDisposableStack()))
afterEach(() => stack.disposeAsync())

const examine = async (
  variables: Record<string, string>,
  { dataDir = '/nowhere', clock = systemClock } = {},
) => {
  const { signal } = new AbortController()
  const { findings, readings } = await examineDatabase({ variables, dataDir, clock, signal })
  return { lines: findings.map(({ level, says }) => `${level}: ${says}`), readings }
}

describe('the operator’s Postgres', () => {
  test('is reached, and its tables are up to date', async () => {
    const { url } = stack.use(await createTestDatabase())
    const { lines, readings } = await examine({ DATABASE_URL: url })
    expect(lines).toEqual([
      expect.stringMatching(
        /^ok: Postgres at 127\.0\.0\.1:\d+\/test_\w+ \(DATABASE_URL\) is reached without TLS, version 18; its tables are up to date\.$/,
      ),
    ])
    const [reading] = readings
    expect(Math.abs(reading!.said - systemClock.now())).toBeLessThan(10_000)
    expect(reading?.answered).toBeGreaterThanOrEqual(reading!.asked)
  })

  test('has none of its tables yet, and none is made', async () => {
    const { url, database } = stack.use(await createEmptyTestDatabase())
    expect((await examine({ DATABASE_URL: url })).lines).toEqual([
      expect.stringMatching(/^ok: .*; the next start makes what is missing of its tables\.$/),
    ])
    const { rows } = await database.query(`select from pg_tables where schemaname = 'public'`)
    expect(rows).toEqual([])
  })

  test('has those of a newer Parley', async () => {
    const { url, database } = stack.use(await createTestDatabase())
    await database.query(`insert into migrations (name, run_on) values ('9999_later', now())`)
    expect((await examine({ DATABASE_URL: url })).lines).toEqual([
      expect.stringMatching(/^warning: .*newer Parley \(9999_later\), which this one leaves as they are/),
    ])
  })

  test('can only be read', async () => {
    const { url, database } = stack.use(await createTestDatabase())
    await database.query(
      `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`,
    )
    expect((await examine({ DATABASE_URL: url })).lines).toEqual([
      expect.stringMatching(
        /^problem: .*\(DATABASE_URL\) can only be read: if it is a standby, name its primary/,
      ),
    ])
  })

  test('doesn’t let us make tables: the statement to run is said', async () => {
    const { url, database } = stack.use(await createEmptyTestDatabase())
    const role = `reader_${Math.random().toString(36).slice(2)}`
    await database.query(`create role ${role} login password 'reader'`)
    const as = Object.assign(new URL(url), { username: role, password: 'reader' })
    expect((await examine({ DATABASE_URL: as.href })).lines).toEqual([
      expect.stringMatching(`^problem: .*GRANT CREATE, USAGE ON SCHEMA public TO "${role}"`),
    ])
  })

  test('has no such database, which a start would make', async () => {
    const { lines } = await examine({ DATABASE_URL: testDatabaseUrl('nobody_made_it') })
    expect(lines).toEqual([
      expect.stringMatching(/^warning: .*\/nobody_made_it .*no such database yet: the next start makes it/),
    ])
  })

  test('refuses the password, which isn’t shown', async () => {
    const url = Object.assign(new URL(testDatabaseUrl()), { password: 'sesame' })
    const { lines } = await examine({ DATABASE_URL: url.href })
    expect(lines).toEqual([
      expect.stringMatching(/^problem: .*Check the user and the password in DATABASE_URL/),
    ])
    expect(lines.join()).not.toContain('sesame')
  })

  test('is not there', async () => {
    const { lines } = await examine({ PGHOST: '127.0.0.1', PGPORT: '1', PGUSER: 'me' })
    expect(lines).toEqual([
      expect.stringMatching(
        /^problem: Postgres at 127\.0\.0\.1:1\/me \(PGHOST\) can't be reached \(.*ECONNREFUSED/,
      ),
    ])
  })

  test('says nothing: it is waited for ten seconds', async () => {
    const proxy = stack.use(await startTcpProxy(Number(new URL(testDatabaseUrl()).port)))
    proxy.freeze()
    const url = Object.assign(new URL(testDatabaseUrl()), { port: proxy.port })
    const { lines } = await examine({ DATABASE_URL: url.href }, { clock: createFastClock(50) })
    expect(lines).toEqual([expect.stringMatching(/^problem: .*can't be reached \(no answer in 10 s\)/)])
  })

  test('by a variable that is mistaken', async () => {
    expect((await examine({ DATABASE_URL: 'mysql://x' })).lines).toEqual([
      expect.stringMatching(/^problem: DATABASE_URL isn't a Postgres URL/),
    ])
  })

  test('behind a pooler, and past it', async () => {
    const { url } = stack.use(await createTestDatabase())
    const { lines } = await examine({ DATABASE_URL: url, DATABASE_DIRECT_URL: 'postgres://me@127.0.0.1:1/x' })
    expect(lines).toEqual([
      expect.stringMatching(/^problem: .*\(DATABASE_DIRECT_URL\) can't be reached/),
      expect.stringMatching(/^ok: .*\(DATABASE_URL\)/),
    ])
  })
})

describe('a Postgres of our own', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-doctor-'))
    stack.defer(() => rm(folder, { recursive: true }))
  })

  test('would be used, and is not begun', async () => {
    const { lines, readings } = await examine({}, { dataDir: join(folder, 'data', 'postgres') })
    expect(lines).toEqual([
      expect.stringMatching(/^ok: No DATABASE_URL is set, .*\/data\/postgres\. Its programs are there, and/),
    ])
    expect(readings).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  test('can’t be where a file is', async () => {
    await writeFile(join(folder, 'data'), '')
    const { lines } = await examine({}, { dataDir: join(folder, 'data', 'postgres') })
    expect(lines).toEqual([expect.stringMatching(/^problem: .*can't be made or written .*PARLEY_DATA_DIR/)])
  })

  test('that runs already is left alone', async () => {
    const dataDir = join(folder, 'postgres')
    await mkdir(dataDir)
    const { database } = stack.use(await createEmptyTestDatabase())
    const { rows } = await database.query<{ pid: number }>('select pg_backend_pid() as pid')
    const running = rows[0]?.pid
    await writeFile(join(dataDir, 'postmaster.pid'), `${running}\n`)
    const { lines } = await examine({}, { dataDir })
    expect(lines).toEqual([
      expect.stringMatching(`^ok: .*It runs already \\(process ${running}\\), for another Parley`),
    ])
  })
})
