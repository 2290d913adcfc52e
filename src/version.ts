import { readFileSync } from 'node:fs'

const manifest = new URL('../package.json', import.meta.url)

/** This Parley's, from package.json. */
export const version = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
