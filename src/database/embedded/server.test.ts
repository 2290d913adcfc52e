import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, cp, lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { expect, inject, test, vi } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { systemClock } from '../../lib/clock.ts'
import { findBinaries, linkLibraries } from './binaries.ts'
import { startEmbedded, type EmbeddedOptions, type EmbeddedServer } from './server.ts'

const { folder } = inject('postgres')
/** A cluster that the tests use one after the other, as making one takes half a second. */
const dataDir = join(folder, 'embedded')
const start = (options: Partial<EmbeddedOptions> = {}) =>
  startEmbedded({
    dataDir,
    settings: { fsync: 'off' },
    clock: systemClock,
    signal: new AbortController().signal,
    ...options,
  })
const query = async ({ port, user, password }: EmbeddedServer, statement: string) => {
  const client = new Client({ host: '127.0.0.1', port, user, password, database: 'postgres', ssl: false })
  await client.connect()
  const { rows } = await client.query(statement)
  await client.end()
  return rows
}
const isNoLink = async (path: string) => !(await lstat(path)).isSymbolicLink()
const lock = join(dataDir, 'postmaster.pid')
const serverPid = async () => Number.parseInt(await readFile(lock, 'utf8'))
const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('it starts, stops, and has what was written when it starts again', async () => {
  {
    await using server = await start()
    await query(server, 'create table things as select 7 as n')
  }
  expect(existsSync(lock)).toBe(false)
  await using again = await start()
  expect(await query(again, 'select n from things')).toEqual([{ n: 7 }])
})

test('its databases are UTF-8, sorted by code point, in UTC, wherever it runs', async () => {
  await using server = await start()
  const settings = `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone`
  expect(await query(server, settings)).toEqual([{ encoding: 'UTF8', zone: 'UTC' }])
  expect(await query(server, `select upper('ä') as upper, 'Z' < 'a' as sorted`)).toEqual([
    { upper: 'Ä', sorted: true },
  ])
})

test('nobody else can read its data, and a wrong password is refused', async () => {
  await using server = await start()
  expect((await stat(dataDir)).mode & 0o077).toBe(0)
  expect((await stat(join(dataDir, 'parley.password'))).mode & 0o077).toBe(0)
  await expect(query({ ...server, password: 'wrong' }, 'select 1')).rejects.toThrow('password')
})

test('it does not run as root', async () => {
  await using _server = await start()
  const { stdout } = await promisify(execFile)('ps', ['-o', 'uid=', '-p', String(await serverPid())])
  expect(Number(stdout)).toBeGreaterThan(0)
})

test('in a folder that only we may enter it runs, too, or says what to do', async () => {
  const closed = join(folder, 'closed')
  await mkdir(closed, { mode: 0o700 })
  for (const _time of ['first', 'second']) {
    await start({ dataDir: join(closed, 'data') }).then(
      (server) => server[Symbol.asyncDispose](),
      (error: unknown) => expect(String(error)).toMatch(/^ConfigurationError: .*DATABASE_URL/),
    )
  }
  await chmod(closed, 0o755)
})

test('it ends when this process is killed, and starts again', async () => {
  const module = JSON.stringify(join(import.meta.dirname, 'server.ts'))
  const clock = JSON.stringify(join(import.meta.dirname, '../../lib/clock.ts'))
  const script = `
    import { startEmbedded } from ${module}
    import { systemClock as clock } from ${clock}
    await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, clock, signal: new AbortController().signal })
    console.log('up')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script])
  await once(child.stdout, 'data')
  const pid = await serverPid()
  expect(isThere(pid)).toBe(true)
  child.kill('SIGKILL')
  await vi.waitFor(() => expect(isThere(pid)).toBe(false), { timeout: 2000 })
  await using again = await start()
  expect(await query(again, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('a lock whose process is another program by now is no hindrance', async () => {
  const other = spawn('sleep', ['60'])
  await writeFile(lock, `${other.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n\nready\n`)
  await using again = await start()
  expect(await query(again, 'select 1 as n')).toEqual([{ n: 1 }])
  other.kill()
})

test('a lock that a zombie left is no hindrance', async () => {
  // The program that it becomes never asks what became of its child.
  const namesake = join(folder, 'namesake', 'postgres')
  await mkdir(dirname(namesake))
  await symlink('/bin/sh', namesake)
  const parent = spawn('sh', ['-c', `${namesake} -c "exit 0" & echo $!; exec sleep 60`])
  const [zombie] = await once(parent.stdout, 'data')
  await writeFile(lock, `${String(zombie).trim()}\n${dataDir}\n1\n5432\n\n127.0.0.1\n\nready\n`)
  await using again = await start()
  expect(await query(again, 'select 1 as n')).toEqual([{ n: 1 }])
  parent.kill()
})

test('a folder in use is waited for, and after ten seconds its process is named', async () => {
  await using _server = await start()
  const clock = createFakeClock()
  const second = start({ clock }).catch((error: unknown) => error)
  await vi.waitFor(() => expect(clock.waiting).toBe(1))
  await clock.advance(10_000)
  const error = await second
  expect(String(error)).toContain(`process id ${await serverPid()}`)
})

test('a server that is stopping is waited for', async () => {
  const first = await start()
  const second = start()
  await first[Symbol.asyncDispose]()
  await using server = await second
  expect(await query(server, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('its end is told, with the end of its log, when nobody asked for it', async () => {
  await using server = await start()
  process.kill(await serverPid(), 'SIGQUIT')
  expect(await server.crashed).toContain('shutdown request')
})

test('what an initdb that was cut short left is removed', async () => {
  const draft = `${dataDir}.init-999999999`
  await mkdir(draft)
  await using _server = await start()
  expect(existsSync(draft)).toBe(false)
})

test('a disposable folder goes with the server', async () => {
  const disposable = join(folder, 'disposable')
  await (await start({ dataDir: disposable, disposable: true }))[Symbol.asyncDispose]()
  expect(existsSync(disposable)).toBe(false)
})

test('a start that is told to stop leaves no server behind', async () => {
  const stop = new AbortController()
  const clock = createFakeClock()
  const starting = start({ clock, signal: stop.signal })
  await vi.waitFor(() => expect(clock.waiting).toBe(1))
  const reason = new Error('stop')
  stop.abort(reason)
  await expect(starting).rejects.toBe(reason)
  expect(existsSync(lock)).toBe(false)
})

test('links that an install without scripts left out are made', async () => {
  const native = join(folder, 'package', 'native')
  const installed = dirname(dirname((await findBinaries()).postgres))
  await cp(installed, native, { recursive: true, filter: isNoLink })
  const version = () => promisify(execFile)(join(native, 'bin', 'postgres'), ['--version'])
  await expect(version()).rejects.toThrow()
  await Promise.all([linkLibraries(native), linkLibraries(native)])
  expect((await version()).stdout).toMatch(/PostgreSQL\) 18/)
})
