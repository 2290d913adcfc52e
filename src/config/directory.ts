import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileSource } from './contract.ts'
import { type Mistake, refuse } from './mistakes.ts'

/**
 * The YAML and INI files of a directory, read once; 'unavailable' when it isn't there. Throws ConfigurationError
 * when it is there and can't be read.
 */
export const directoryFiles = (directory: string): FileSource => ({
  async *files() {
    const names = await readNames(directory)
    if (names === 'unavailable') yield names
    else yield new Map(await Promise.all(names.map((name) => readEntry(directory, name))))
  },
})

const readNames = async (directory: string): Promise<readonly string[] | 'unavailable'> => {
  try {
    const names = await readdir(directory)
    return names.filter((name) => /^[^.].*\.(ya?ml|ini)$/.test(name))
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'unavailable' : refuse([unreadable(directory, error)])
  }
}

const readEntry = async (directory: string, name: string): Promise<readonly [string, string]> => {
  const path = join(directory, name)
  try {
    return [name, await readFile(path, 'utf8')]
  } catch (error) {
    return refuse([unreadable(path, error)])
  }
}

export const unreadable = (path: string, error: unknown): Mistake => ({
  file: path,
  line: null,
  key: null,
  found: `this can't be read (${codeOf(error)})`,
  allowed: 'it must be something that this process may read, or not be there',
  nearest: null,
})

/** The system's code of an error of the file system: ENOENT. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
