import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { ConfigurationError } from '../../lib/errors.ts'
import type { Account } from './account.ts'
import { isAlive } from './lock.ts'

/** The role that owns the databases of the embedded server. */
export const embeddedUser = 'parley'

/** Makes the cluster in `folder` if it isn't there, and resolves to the password of its role. */
export const prepareCluster = async (folder: string, initdb: string, account: Account): Promise<string> => {
  const passwordFile = join(folder, 'parley.password')
  await removeAbandoned(folder)
  if (!existsSync(passwordFile)) await createCluster(folder, initdb, account)
  return await readFile(passwordFile, 'utf8')
}

// Made aside and renamed, so that a start that was cut short leaves no half cluster.
const createCluster = async (folder: string, initdb: string, account: Account) => {
  const draft = `${folder}.init-${process.pid}`
  const draftPassword = `${draft}.password`
  const password = randomBytes(24).toString('base64url')
  try {
    await mkdir(draft, { mode: 0o700 })
    await writeFile(draftPassword, password, { mode: 0o600 })
    await own(account, draft, draftPassword)
    await runInitdb(draft, draftPassword, initdb, account)
    await writeFile(join(draft, 'parley.password'), password, { mode: 0o600 })
    await own(account, join(draft, 'parley.password'))
    await rmdir(folder).catch(() => {})
    await rename(draft, folder)
  } catch (error) {
    // Another start was faster: its cluster is as good as ours.
    if (!existsSync(join(folder, 'parley.password'))) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
    await rm(draftPassword, { force: true })
  }
}

const runInitdb = async (draft: string, passwordFile: string, initdb: string, account: Account) => {
  const command = [
    ...account.prefix,
    initdb,
    `--pgdata=${draft}`,
    `--username=${embeddedUser}`,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ]
  const env = { PATH: process.env['PATH'], SYSTEMROOT: process.env['SYSTEMROOT'], LC_ALL: 'C' }
  try {
    await promisify(execFile)(command[0]!, command.slice(1), { ...account.ids, cwd: '/', env })
  } catch (error) {
    throw new ConfigurationError(
      'embedded_postgres_initdb',
      `The embedded Postgres can't be set up in ${draft} (set DATABASE_URL to use one of your own): ${reasonOf(error)}`,
    )
  }
}

const reasonOf = (error: unknown) =>
  error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr
    ? error.stderr.trim()
    : String(error)

const own = async ({ ids: { uid, gid } }: Account, ...paths: string[]) => {
  if (uid === undefined || gid === undefined) return
  for (const path of paths) await chown(path, uid, gid)
}

const removeAbandoned = async (folder: string) => {
  const drafts = await readdir(dirname(folder))
  const pattern = new RegExp(String.raw`^\.init-(\d+)(\.password)?$`)
  for (const draft of drafts.filter((name) => name.startsWith(basename(folder)))) {
    const pid = pattern.exec(draft.slice(basename(folder).length))?.[1]
    if (pid && !isAlive(Number(pid))) await rm(join(dirname(folder), draft), { recursive: true, force: true })
  }
}
