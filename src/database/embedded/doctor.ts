import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ChatError } from '../../lib/errors.ts'
import { findingsAbout, type Finding } from '../../lib/finding.ts'
import { chooseAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { holderOf } from './lock.ts'

const { ok, problem } = findingsAbout('database')

/** Whether a Postgres of our own could be started in `dataDir`. It is not started, and nothing is made there. */
export const examineEmbedded = async (dataDir: string): Promise<Finding[]> => {
  const folder = resolve(dataDir)
  const own = `No DATABASE_URL is set, so that Parley brings a Postgres of its own, in ${folder}`
  try {
    const { postgres } = await findBinaries()
    const pid = await holderOf(folder)
    if (pid !== null)
      return [
        ok(`${own}. It runs already (process ${pid}), for another Parley: a second one needs DATABASE_URL.`),
      ]
    const there = await nearestThere(dirname(folder))
    await access(there, constants.W_OK | constants.X_OK)
    if (there === dirname(folder)) await chooseAccount(postgres, folder)
    return [ok(`${own}. Its programs are there, and the folder can be written.`)]
  } catch (error) {
    if (error instanceof ChatError) return [problem(error.message)]
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return [
      problem(
        `${own}, which can't be made or written (${code}): let this user write there, set PARLEY_DATA_DIR to a folder where it may, or DATABASE_URL.`,
      ),
    ]
  }
}

/** The folder, or the nearest one above it that exists. */
const nearestThere = async (folder: string): Promise<string> => {
  const there = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && dirname(folder) !== folder) return null
    throw error
  })
  return there ? folder : nearestThere(dirname(folder))
}
