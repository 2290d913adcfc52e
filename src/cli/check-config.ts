import { readFile, stat } from 'node:fs/promises'
import { checkFile, type CheckedSettings } from '../config/check-settings.ts'
import { loadSettings } from '../config/load-settings.ts'
import { sentenceOf } from '../config/mistakes.ts'
import { ConfigurationError } from '../lib/errors.ts'
import type { CommandIo } from './command-io.ts'

/** Prints a line for each mistake and warning in a file, or in a directory as the bot reads it. */
export const checkConfig = async (path: string, { stdout, stderr }: CommandIo): Promise<number> => {
  const checked = await check(path)
  if (checked instanceof ConfigurationError) {
    stderr.write(`${checked.message}\n`)
    return 1
  }
  const lines = [
    ...checked.warnings.map((warning) => `warning: ${warning}`),
    ...checked.mistakes.map((mistake) => `mistake: ${sentenceOf(mistake)}`),
    ...(checked.settings === null ? [] : [`${path} is fine.`]),
  ]
  stdout.write(`${lines.join('\n')}\n`)
  return checked.settings === null ? 1 : 0
}

const check = async (path: string): Promise<CheckedSettings | ConfigurationError> => {
  try {
    const there = await stat(path)
    if (there.isDirectory()) return await loadSettings({ path, chosen: true }, '.')
    return checkFile(path, await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return new ConfigurationError(
      'configuration',
      `${path} can't be read (${reason}): name a directory or a file that is there.`,
    )
  }
}
