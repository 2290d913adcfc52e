import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Clock } from '../../lib/clock.ts'
import { ConfigurationError } from '../../lib/errors.ts'

const LONGEST_WAIT_MS = 10_000
const LOOK_EVERY_MS = 100

/**
 * Resolves when no server holds `folder`. A server that is stopping is waited for; a lock whose process is a zombie
 * or another program by now would stop Postgres from starting, and is removed.
 */
export const awaitLock = async (folder: string, clock: Clock, signal: AbortSignal): Promise<void> => {
  const giveUpAt = clock.monotonic() + LONGEST_WAIT_MS
  for (;;) {
    const pid = await readLock(folder)
    // The lock of a process that is gone, Postgres itself takes over.
    if (!pid || !isAlive(pid)) return
    if (!(await isPostgres(pid))) return rm(lockOf(folder), { force: true })
    if (clock.monotonic() >= giveUpAt) throw inUse(folder, pid)
    await clock.sleep(LOOK_EVERY_MS, signal)
  }
}

/** The process id of the server that has `folder`, or null. */
export const holderOf = async (folder: string): Promise<number | null> => {
  const pid = await readLock(folder)
  return pid && isAlive(pid) && (await isPostgres(pid)) ? pid : null
}

export const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** True when the server that listens at `port` accepts connections: what `pg_ctl --wait` looks at, too. */
export const isReady = async (folder: string, port: number) => {
  const lines = (await readFile(lockOf(folder), 'utf8').catch(() => '')).split('\n')
  return lines[7]?.trim() === 'ready' && Number(lines[3]) === port
}

const lockOf = (folder: string) => join(folder, 'postmaster.pid')

const readLock = async (folder: string) => {
  const text = await readFile(lockOf(folder), 'utf8').catch(() => '')
  return Math.abs(Number.parseInt(text)) || null
}

const isPostgres = async (pid: number) => {
  if (process.platform === 'linux') return /\(postgres\) [^Z]/.test(await readProcess(pid))
  // Windows has no quick way to tell: there a live process is taken for the server.
  if (process.platform === 'win32') return true
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,comm=', '-p', String(pid)])
  return !stdout.trim().startsWith('Z') && stdout.includes('postgres')
}

const readProcess = (pid: number) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')

const inUse = (folder: string, pid: number) =>
  new ConfigurationError(
    'embedded_postgres_in_use',
    `${folder} is in use by the Postgres server with process id ${pid}: is another Parley running here? Stop it, or set DATABASE_URL so that both share one database.`,
  )
