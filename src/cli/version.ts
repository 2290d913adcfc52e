import { readFile } from 'node:fs/promises'

/** Parley's version, from its package.json: as far above src/ as above dist/. */
export const readVersion = async (): Promise<string> => {
  const description: unknown = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  const known = typeof description === 'object' && description !== null && 'version' in description
  return known ? String(description.version) : 'unknown'
}
