import { resolve } from 'node:path'
import { type CheckedSettings, checkSettings, settingsFiles } from './check-settings.ts'
import { directoryFiles } from './directory.ts'

/** Where the settings are; only a directory that the operator chose has to be there. */
export type ConfigDirectory = { path: string; chosen: boolean }

/** Reads and checks the settings of a directory, relative to `folder`. Throws ConfigurationError if it can't be read. */
export const loadSettings = async (
  { path, chosen }: ConfigDirectory,
  folder: string,
): Promise<CheckedSettings> => {
  const files = await firstOf(directoryFiles(resolve(folder, path)).files(new AbortController().signal))
  if (files !== undefined && files !== 'unavailable') {
    const checked = checkSettings(files, path)
    const without = chosen && !settingsFiles.some((name) => files.has(name))
    return without ? { ...checked, warnings: [...checked.warnings, `${path} holds ${neither}`] } : checked
  }
  if (!chosen) return checkSettings(new Map(), path)
  const missing = {
    file: path,
    line: null,
    key: null,
    found: 'there is no such directory',
    allowed: 'PARLEY_CONFIG_DIR must name the one with parley.yaml in it',
    nearest: null,
  }
  return { settings: null, mistakes: [missing], warnings: [] }
}

const neither = `neither ${settingsFiles.join(' nor ')}: all settings have their defaults.`

const firstOf = async <Item>(items: AsyncIterable<Item>): Promise<Item | undefined> => {
  for await (const item of items) return item
  return undefined
}
