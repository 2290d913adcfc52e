import { execFile } from 'node:child_process'
import { mkdir, open, readFile, rm, type FileHandle } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Clock } from '../../lib/clock.ts'
import { ConfigurationError } from '../../lib/errors.ts'
import { chooseAccount, type Account } from './account.ts'
import { findBinaries, type Binaries } from './binaries.ts'
import { embeddedUser, prepareCluster } from './cluster.ts'
import { awaitLock, isReady } from './lock.ts'
import { spawnGuarded, type GuardedServer } from './watchdog.ts'

export type EmbeddedOptions = {
  /** The cluster is made here if it isn't there yet. */
  dataDir: string
  /** Further settings of the server, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>
  /** True: the folder is removed when the server has ended. */
  disposable?: boolean
  clock: Clock
  signal: AbortSignal
}

export type EmbeddedServer = AsyncDisposable & {
  readonly port: number
  readonly user: string
  readonly password: string
  /** Resolves to the end of its log when it ends without having been asked to. */
  readonly crashed: Promise<string>
}

/**
 * A Postgres of our own on 127.0.0.1 and a free port. It stops when it is disposed, and also when this process ends
 * in any other way. Throws ConfigurationError where it can't run.
 */
export const startEmbedded = async (options: EmbeddedOptions): Promise<EmbeddedServer> => {
  const folder = resolve(options.dataDir)
  const binaries = await findBinaries()
  await mkdir(dirname(folder), { recursive: true })
  const account = await chooseAccount(binaries.postgres, folder)
  const password = await prepareCluster(folder, binaries.initdb, account)
  await awaitLock(folder, options.clock, options.signal)
  const place: Place = { folder, binaries, account }
  // Between choosing a port and binding it, another program may take it.
  const { server, port } = await launch(place, options).catch((error: unknown) => {
    if (error instanceof PortTaken) return launch(place, options)
    throw error
  })
  server.release()
  const stopped = Promise.withResolvers<never>()
  let stopping = false
  return {
    port,
    user: embeddedUser,
    password,
    crashed: server.exited.then(() => (stopping ? stopped.promise : endOfLog(folder))),
    async [Symbol.asyncDispose]() {
      stopping = true
      await stop(server, place)
      // The watchdog may empty it, and we may remove it.
      if (options.disposable) await rm(folder, { recursive: true, force: true })
    },
  }
}

type Place = { folder: string; binaries: Binaries; account: Account }

const START_TIMEOUT_MS = 60_000
const LOOK_EVERY_MS = 5

class PortTaken extends Error {}

const launch = async (place: Place, options: EmbeddedOptions) => {
  const { folder, binaries, account } = place
  const port = await freePort()
  await using log = await openLog(folder, account)
  const { size: before } = await log.stat()
  const server = spawnGuarded([binaries.postgres, '-D', folder, ...settingsOf(port, options.settings)], {
    account,
    log: log.fd,
    disposable: options.disposable ? folder : null,
  })
  try {
    await untilReady(server, folder, port, options)
  } catch (error) {
    await stop(server, place)
    const said = (await readFile(log)).subarray(before).toString()
    if (said.includes('Address already in use')) throw new PortTaken()
    throw error instanceof NotReady ? couldNotStart(error.message, folder, said) : error
  }
  return { server, port }
}

class NotReady extends Error {}

const untilReady = async (server: GuardedServer, folder: string, port: number, options: EmbeddedOptions) => {
  const giveUpAt = options.clock.monotonic() + START_TIMEOUT_MS
  while (!(await isReady(folder, port))) {
    if (server.hasExited) throw new NotReady(await server.exited)
    if (options.clock.monotonic() > giveUpAt) throw new NotReady(`not ready in ${START_TIMEOUT_MS / 1000} s`)
    await options.clock.sleep(LOOK_EVERY_MS, options.signal)
  }
}

const stop = async (server: GuardedServer, { binaries, folder }: Place) => {
  if (server.hasExited) return
  server.hold()
  server.stop()
  if (process.platform === 'win32') {
    await promisify(execFile)(binaries.pg_ctl, ['stop', '-D', folder, '-m', 'fast']).catch(() => {})
  }
  await server.exited
}

const settingsOf = (port: number, settings: EmbeddedOptions['settings']) =>
  Object.entries({
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    lc_messages: 'C',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // What people write must not reach the log by way of a statement that failed.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])

const freePort = async () => {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const probe = createServer().once('error', reject)
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(address)))
  })
  return promise
}

const LONGEST_LOG = 10 * 1024 * 1024

const logOf = (folder: string) => join(folder, 'server.log')

const openLog = async (folder: string, { ids: { uid, gid } }: Account): Promise<FileHandle> => {
  const log = await open(logOf(folder), 'a+', 0o600)
  if (uid !== undefined && gid !== undefined) await log.chown(uid, gid)
  if ((await log.stat()).size > LONGEST_LOG) await log.truncate()
  return log
}

const endOfLog = async (folder: string) =>
  (await readFile(logOf(folder), 'utf8').catch(() => '')).trim().split('\n').slice(-5).join('\n')

const couldNotStart = (reason: string, folder: string, said: string) =>
  new ConfigurationError(
    'embedded_postgres_start',
    `The embedded Postgres in ${folder} doesn't start (${reason}; set DATABASE_URL to use one of your own): ${said.trim()}`,
  )
