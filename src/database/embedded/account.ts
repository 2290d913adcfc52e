import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { ConfigurationError } from '../../lib/errors.ts'

/** As whom Postgres is run: `prefix` goes before each command, `ids` to where it is spawned. */
export type Account = { ids: { uid?: number; gid?: number }; prefix: readonly string[] }

const ourselves: Account = { ids: {}, prefix: [] }

/**
 * Postgres refuses to run as root. Then it is run as the folder's owner, else as nobody; where nobody can't reach
 * the checkout (in /root, say), in a user namespace in which root's files belong to nobody.
 */
export const chooseAccount = async (postgres: string, folder: string): Promise<Account> => {
  const me = process.getuid?.()
  const owner = await stat(folder).catch(() => null)
  if (me === undefined) return ourselves
  if (me !== 0) {
    if (owner && owner.uid !== me) throw strangersFolder(folder, owner.uid, me)
    return ourselves
  }
  const ids = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : await nobody()
  const asOther: Account = { ids, prefix: [] }
  const map = [`--map-user=${ids.uid}`, `--map-group=${ids.gid}`]
  const inNamespace: Account = { ids: {}, prefix: ['unshare', '--user', ...map, '--'] }
  for (const account of [asOther, inNamespace]) {
    if (await reaches(account, postgres, dirname(folder))) return account
  }
  throw rootless(postgres, folder)
}

const run = promisify(execFile)

const nobody = async () => ({ uid: await idOfNobody('-u'), gid: await idOfNobody('-g') })

const idOfNobody = async (flag: string) => Number((await run('id', [flag, 'nobody'])).stdout)

const reaches = async ({ ids, prefix }: Account, postgres: string, folder: string) => {
  const command = [...prefix, 'sh', '-c', 'cd "$1" && "$2" --version', 'sh', folder, postgres]
  return run(command[0]!, command.slice(1), { ...ids, cwd: '/' }).then(
    () => true,
    () => false,
  )
}

const strangersFolder = (folder: string, owner: number, me: number) =>
  new ConfigurationError(
    'embedded_postgres_owner',
    `${folder} belongs to user ${owner}, and this is user ${me}: was Parley started as root before? Change its owner (chown -R ${me} ${folder}), remove it, or set DATABASE_URL.`,
  )

const rootless = (postgres: string, folder: string) =>
  new ConfigurationError(
    'embedded_postgres_root',
    `Postgres doesn't run as root, and user nobody can't reach ${postgres} and ${dirname(folder)}: start Parley as another user, move it to where others may read, or set DATABASE_URL.`,
  )
