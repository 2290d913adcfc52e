import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmptyTestDatabase, createTestDatabase } from '../../test/database.ts'
import { createLog } from '../telemetry/log.ts'
import { connectionFrom } from './connection.ts'
import { migrate } from './migrate.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-'))
  await writeFile(join(directory, '0001_one.sql'), 'create table one (n int); select pg_sleep(0.05);')
  await writeFile(join(directory, '0002_two.sql'), 'insert into one values (2);')
})
afterAll(() => rm(directory, { recursive: true }))

const run = async (url: string, options: { directory?: string; signal?: AbortSignal } = {}) => {
  const lines: string[] = []
  const log = createLog('info', (line) => lines.push(line))
  const { signal } = new AbortController()
  await migrate({ connection: connectionFrom({ DATABASE_URL: url })!, log, signal, ...options })
  return lines
}

test('twenty at once migrate once, and all succeed', async () => {
  await using test = await createEmptyTestDatabase()
  const logs = await Promise.all(Array.from({ length: 20 }, () => run(test.url, { directory })))
  expect((await test.database.query('select n from one')).rows).toEqual([{ n: 2 }])
  expect(logs.filter((lines) => lines.some((line) => line.includes('up to date now')))).toHaveLength(1)
  expect(logs.flat().filter((line) => line.includes('waiting for it')).length).toBeGreaterThan(0)
})

test("the wait for another's migration has no bound, whatever the role's own timeouts are", async () => {
  await using test = await createEmptyTestDatabase()
  const url = new URL(test.url)
  url.searchParams.set('options', '-c statement_timeout=20 -c lock_timeout=20')
  await Promise.all([
    run(test.url, { directory }),
    run(url.href, { directory }),
    run(url.href, { directory }),
  ])
})

test('a migration that fails leaves nothing behind, and frees the lock', async () => {
  await using test = await createEmptyTestDatabase()
  const broken = await mkdtemp(join(tmpdir(), 'parley-'))
  await writeFile(join(broken, '0001_one.sql'), 'create table one (n int);')
  await writeFile(join(broken, '0002_two.sql'), 'insert into nowhere values (2);')
  await expect(run(test.url, { directory: broken })).rejects.toMatchObject({ code: '42P01' })
  await run(test.url, { directory })
  expect((await test.database.query('select n from one')).rows).toEqual([{ n: 2 }])
  await rm(broken, { recursive: true })
})

test('a schema newer than this version is warned of, and stays', async () => {
  await using test = await createTestDatabase()
  await test.database.query(`insert into migrations (name, run_on) values ('9999_from_the_future', now())`)
  const lines = await run(test.url)
  expect(lines.join()).toContain('9999_from_the_future')
})

test('a wait ends when it is told to', async () => {
  await using test = await createEmptyTestDatabase()
  const stop = new AbortController()
  const reason = new Error('stop')
  const first = run(test.url, { directory })
  const second = run(test.url, { directory, signal: stop.signal })
  stop.abort(reason)
  await expect(second).rejects.toBe(reason)
  await first
})

test('a role that may not make tables is told which statement to run', async () => {
  await using test = await createEmptyTestDatabase()
  const url = new URL(test.url)
  url.username = url.pathname.slice(1)
  await test.database.query(`create role ${url.username} login password '${url.password}'`)
  await expect(run(url.href)).rejects.toThrow(/GRANT CREATE, USAGE ON SCHEMA public TO "test_/)
})
