import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { createEmptyTestDatabase, openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { startTcpProxy } from '../../test/tcp-proxy.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createHealth } from '../telemetry/health.ts'
import type { Database } from './contract.ts'
import { DatabaseError } from './errors.ts'

let shared: TestDatabase
let database: Database
beforeAll(async () => {
  shared = await createEmptyTestDatabase()
  database = shared.database
  await database.query('create table things (id int primary key, name text)')
})
afterAll(() => shared[Symbol.asyncDispose]())

const names = async () => (await database.query<{ name: string }>('select name from things order by id')).rows
const insert = (db: Pick<Database, 'query'>, id: number, name: unknown) =>
  db.query('insert into things values ($1, $2)', [id, name])
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => (error instanceof DatabaseError ? error : expect.fail(`not ours: ${String(error)}`)),
  )

test('a row comes back with int8 as a string, timestamptz as a Date, and arrays of int8 as strings', async () => {
  const { rows, rowCount } = await database.query(
    `select 9007199254740993::int8 as n, '2026-01-01T00:00:00Z'::timestamptz as at, array[9007199254740993]::int8[] as ns`,
  )
  expect(rows).toEqual([{ n: '9007199254740993', at: new Date('2026-01-01'), ns: ['9007199254740993'] }])
  expect(rowCount).toBe(1)
})

test('statements that go together come back in their order, as a tuple', async () => {
  const [one, two] = await database.together((db) => [
    db.query<{ n: number }>('select $1::int as n', [1]),
    db.query<{ s: string }>(`select 'x' as s`).then(({ rows }) => rows[0]?.s),
  ])
  expect(one.rows[0]?.n).toBe(1)
  expect(two).toBe('x')
})

test('statements that go together are one round trip', async () => {
  await using proxy = await startTcpProxy(Number(new URL(shared.url).port))
  await using near = await openTestDatabase(shared.url, { port: proxy.port })
  await near.database.query('select 1')
  const before = proxy.fromClients
  await near.database.together((db) => [
    db.query('select $1::int', [1]),
    db.query('select $1::int', [2]),
    db.query('select $1::int', [3]),
  ])
  await near.database.query('select 1')
  expect(proxy.fromClients - before).toBe(2)
})

test('of statements that go together all or none have an effect', async () => {
  const { code } = await failureOf(
    database.together((db) => [insert(db, 1, 'a'), insert(db, 1, 'again'), insert(db, 2, 'b')]),
  )
  expect(code).toBe('23505')
  expect(await names()).toEqual([])
})

test('a value that cannot be sent fails the others, too', async () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  await failureOf(
    database.together((db) => [insert(db, 1, 'a'), insert(db, 2, circular), insert(db, 3, 'c')]),
  )
  expect(await names()).toEqual([])
})

test('a failure among statements that nobody waits for fails the whole, and is not left unhandled', async () => {
  const { code } = await failureOf(
    database.together((db) => {
      void db.query('select 1/0')
      return [insert(db, 1, 'a')]
    }),
  )
  expect(code).toBe('22012')
  expect(await names()).toEqual([])
})

test('what throws before all statements are issued rolls them back', async () => {
  const mistake = new Error('mistake')
  await expect(
    database.together((db) => {
      void insert(db, 1, 'a')
      throw mistake
    }),
  ).rejects.toBe(mistake)
  expect(await names()).toEqual([])
})

test('a statement that comes too late is refused instead of running outside of the transaction', async () => {
  const late = database.together((db) => [Promise.resolve().then(() => insert(db, 1, 'a'))])
  await expect(late).rejects.toMatchObject({ code: 'too_late' })
  expect(await names()).toEqual([])
})

test('a transaction is committed when its work resolves, and rolled back when it rejects', async () => {
  const result = await database.transaction(async (db) => {
    await insert(db, 1, 'a')
    return 'done'
  })
  expect(result).toBe('done')
  const mistake = new Error('mistake')
  await expect(
    database.transaction(async (db) => {
      await insert(db, 2, 'b')
      throw mistake
    }),
  ).rejects.toBe(mistake)
  expect(await names()).toEqual([{ name: 'a' }])
  await database.query('delete from things')
})

test('a transaction fails with what failed in it, even where the work went on', async () => {
  const { code } = await failureOf(
    database.transaction(async (db) => {
      await insert(db, 1, 'a')
      await db.query('select 1/0').catch(() => {})
    }),
  )
  expect(code).toBe('22012')
  expect(await names()).toEqual([])
})

test('a hundred failures leave the connections as they were', async () => {
  const failing = Array.from({ length: 100 }, () => failureOf(database.query('select 1/0')))
  await Promise.all(failing)
  expect((await database.query('select 1 as n')).rows).toEqual([{ n: 1 }])
})

test('an error holds nothing of what the values were', async () => {
  const secret = 'a very private sentence'
  const error = await failureOf(database.query('select $1::int', [secret]))
  expect(error.code).toBe('22P02')
  expect(JSON.stringify(error) + error.stack + String(error.cause)).not.toContain(secret)
  await insert(database, 7, secret)
  const twice = await failureOf(database.query('insert into things select id, name from things'))
  expect(twice.message).toContain('things_pkey')
  expect(JSON.stringify(twice) + twice.stack).not.toContain(secret)
  await database.query('delete from things')
})

test('a statement that takes too long is ended by the server, and the setting counts at once', async () => {
  await using hasty = await openTestDatabase(shared.url)
  hasty.settings.replace({ max_connections: 2, statement_timeout: 0.05 })
  const { code } = await failureOf(hasty.database.query('select pg_sleep(5)'))
  expect(code).toBe('57014')
})

test('a wait for a lock is told from slow work', async () => {
  await using hasty = await openTestDatabase(shared.url)
  await insert(database, 1, 'a')
  await database.transaction(async (db) => {
    await db.query('update things set name = $1', ['b'])
    hasty.settings.replace({ max_connections: 2, statement_timeout: 0.1 })
    expect((await failureOf(hasty.database.query('delete from things'))).code).toBe('55P03')
  })
  await database.query('delete from things')
})

test('timeouts do not outlive a transaction, so that a pooler may give the connection to others', async () => {
  const read = `select current_setting('statement_timeout') as value`
  await using one = await openTestDatabase(shared.url)
  one.settings.replace({ max_connections: 1, statement_timeout: 10 })
  expect((await one.database.query(read)).rows).toEqual([{ value: '10s' }])
  const [, bare] = await one.database.together((db) => [db.query('commit'), db.query(read)])
  expect(bare.rows).toEqual([{ value: '0' }])
})

test('no more connections are held than the settings say, and the rest wait', async () => {
  await using small = await openTestDatabase(shared.url)
  small.settings.replace({ max_connections: 2, statement_timeout: 10 })
  const pids = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const { rows } = await small.database.query<{ pid: number }>(
        'select pg_backend_pid() as pid, pg_sleep(0.01)',
      )
      return rows[0]?.pid
    }),
  )
  expect(new Set(pids).size).toBe(2)
})

test('a connection that is cut fails what was under way as unavailable, and the next statement gets a new one', async () => {
  await using proxy = await startTcpProxy(Number(new URL(shared.url).port))
  await using near = await openTestDatabase(shared.url, { port: proxy.port })
  await near.database.query('select 1')
  const underWay = failureOf(near.database.query('select pg_sleep(10)'))
  await vi.waitFor(async () => expect(await sleeping()).toBe(1))
  proxy.cut()
  expect((await underWay).code).toBe('unavailable')
  expect((await near.database.query('select 1 as n')).rows).toEqual([{ n: 1 }])
})

test('an idle connection that is ended by the server is noticed and replaced', async () => {
  await using other = await openTestDatabase(shared.url)
  const { rows } = await other.database.query<{ pid: number }>('select pg_backend_pid() as pid')
  await database.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await vi.waitFor(() => expect(other.lines.join()).toContain('was lost'))
  expect((await other.database.query('select 1 as n')).rows).toEqual([{ n: 1 }])
})

test('a server that says nothing more is given up on after the statement timeout and some grace', async () => {
  await using proxy = await startTcpProxy(Number(new URL(shared.url).port))
  const clock = createFakeClock()
  await using near = await openTestDatabase(shared.url, { port: proxy.port, clock })
  await near.database.query('select 1')
  proxy.freeze()
  const underWay = failureOf(near.database.query('select 1'))
  await vi.waitFor(() => expect(clock.waiting).toBe(1))
  await clock.advance(15_000)
  expect((await underWay).code).toBe('unavailable')
  proxy.cut()
})

test('health asks the database at most every two seconds and says what is wrong', async () => {
  await using proxy = await startTcpProxy(Number(new URL(shared.url).port))
  const clock = createFakeClock()
  const health = createHealth()
  await using near = await openTestDatabase(shared.url, { port: proxy.port, clock, health })
  expect((await health.read())['database']).toMatchObject({ status: 'up', gates: true })
  await proxy[Symbol.asyncDispose]()
  expect((await health.read())['database']).toMatchObject({ status: 'up' })
  await clock.advance(2000)
  const { status, reason } = (await health.read())['database'] ?? {}
  expect(status).toBe('down')
  expect(reason).toContain(`127.0.0.1:${proxy.port}`)
  await near.database.query('select 1').catch(() => {})
})

test('health names a database that says nothing more in time for a probe, and does not ask it again meanwhile', async () => {
  await using proxy = await startTcpProxy(Number(new URL(shared.url).port))
  const clock = createFakeClock()
  const health = createHealth()
  await using near = await openTestDatabase(shared.url, { port: proxy.port, clock, health })
  await near.database.query('select 1')
  proxy.freeze()
  for (const _ of [1, 2, 3]) {
    const asked = health.read()
    await clock.advance(1500)
    expect((await asked)['database']?.reason).toContain('no answer in 1.5 s')
    await clock.advance(1000)
  }
  expect(clock.waiting).toBe(1)
  proxy.cut()
})

test('metrics tell the connections, the durations and the failures', async () => {
  const metrics = createMetrics({ processMetrics: false })
  await using other = await openTestDatabase(shared.url, { metrics })
  await other.database.query('select 1')
  await failureOf(other.database.query('select 1/0'))
  const text = await metrics.expose()
  expect(text).toContain('parley_database_connections{state="idle"} 1')
  expect(text).toContain('parley_database_transaction_seconds_count 2')
  expect(text).toContain('parley_database_failures_total{code="22012"} 1')
})

const sleeping = async () => {
  const { rows } = await database.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
  )
  return rows[0]?.n
}
