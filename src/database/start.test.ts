import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, inject, test, vi } from 'vitest'
import { createEmptyTestDatabase, openTestDatabase, testDatabaseUrl } from '../../test/database.ts'
import { createFakeClock } from '../../test/fake-clock.ts'
import { startTcpProxy } from '../../test/tcp-proxy.ts'
import { AuthenticationError, ConfigurationError } from '../lib/errors.ts'
import { createLog } from '../telemetry/log.ts'

const freshName = () => `test_${randomUUID().replaceAll('-', '')}`
const serverPort = () => Number(new URL(testDatabaseUrl()).port)
const failureOf = (url: string) =>
  openTestDatabase(url).then(
    () => expect.fail('it started'),
    (error: unknown) => (error instanceof Error ? error : expect.fail(String(error))),
  )

test('a server that is not up yet is waited for, with a log line a try', async () => {
  const port = await freePort()
  const clock = createFakeClock()
  const lines: string[] = []
  const starting = openTestDatabase(testDatabaseUrl(), {
    port,
    clock,
    log: createLog('info', (line) => lines.push(line)),
  })
  while (lines.length < 3) {
    await vi.waitFor(() => expect(clock.waiting).toBe(1))
    await clock.advance(500)
  }
  expect(lines.slice(0, 3).map((line) => JSON.parse(line).attempt)).toEqual([1, 2, 3])
  expect(lines[0]).toContain('ECONNREFUSED')
  await using proxy = await startTcpProxy(serverPort(), { port })
  await vi.waitFor(() => expect(clock.waiting).toBe(1))
  await clock.advance(10_000)
  await using started = await starting
  expect((await started.database.query('select 1 as n')).rows).toEqual([{ n: 1 }])
  expect(lines.at(-1)).toContain(`Postgres at 127.0.0.1:${proxy.port}/postgres (DATABASE_URL)`)
})

test('a start that waits ends when it is told to', async () => {
  const stop = new AbortController()
  const starting = openTestDatabase(testDatabaseUrl(), { port: await freePort(), signal: stop.signal })
  const reason = new Error('stop')
  setTimeout(() => stop.abort(reason), 20)
  await expect(starting).rejects.toBe(reason)
})

test('a database that is missing is created, however many start at once', async () => {
  const url = testDatabaseUrl(freshName())
  const started = await Promise.all(Array.from({ length: 8 }, () => openTestDatabase(url)))
  for (const { database } of started) await database.query('select 1')
  await Promise.all(started.map((one) => one[Symbol.asyncDispose]()))
})

test('a role that may not create it is told which statement to run', async () => {
  const url = await urlOfRole({ password: 'pw', database: 'missing' })
  const error = await failureOf(url)
  expect(error).toBeInstanceOf(ConfigurationError)
  expect(error.message).toMatch(/Run as its administrator: CREATE DATABASE "missing" OWNER "test_\w+";/)
})

test.each(['wrong', ''])('the password "%s" is not tried again, and not shown', async (password) => {
  const url = new URL(await urlOfRole({ password: 'right', database: 'postgres' }))
  url.password = password
  const error = await failureOf(url.href)
  expect(error).toBeInstanceOf(AuthenticationError)
  expect(error.message).toContain('PGPASSWORD')
  expect(error.message).not.toContain('wrong')
})

test('without a connection the embedded server is started, said so, and stopped', async () => {
  const dataDir = join(inject('postgres').folder, 'own')
  {
    await using own = await openTestDatabase(testDatabaseUrl(), { connection: null, dataDir })
    expect((await own.database.query('select current_database() as name')).rows).toEqual([{ name: 'parley' }])
    expect(own.lines.at(-1)).toContain(`the embedded Postgres under ${dataDir}`)
  }
})

const urlOfRole = async ({ password, database }: { password: string; database: string }) => {
  const name = freshName()
  await using admin = await createEmptyTestDatabase()
  await admin.database.query(`create role ${name} login password '${password}'`)
  const url = new URL(testDatabaseUrl(database))
  url.username = name
  url.password = password
  return url.href
}

const freePort = async () => {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
