import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { codeOf, unreadable } from './directory.ts'
import type { Mistake } from './mistakes.ts'
import { shown } from './shown.ts'

/** A variable's value, and where it was found. */
export type Variable = { value: string; source: string }

/** All variables that are set and not empty, by name. */
export type Variables = ReadonlyMap<string, Variable>

/**
 * Gathers variables from the environment, from the files of the secrets directory (a file a variable) and from .env
 * in `folder`. Where several set one, that is the order in which they win.
 */
export const gatherVariables = async (
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<Gathered> => {
  const given = withSource('the environment', Object.entries(environment))
  const file = await readDotEnv(join(folder, '.env'))
  const chosen = (given.get('PARLEY_SECRETS_DIR') ?? file.variables.get('PARLEY_SECRETS_DIR'))?.value
  const secrets = await readSecretFiles(
    resolve(folder, chosen ?? '/run/secrets/parley'),
    chosen !== undefined,
  )
  return {
    variables: new Map([...file.variables, ...secrets.variables, ...given]),
    mistakes: [...secrets.mistakes, ...file.mistakes],
    warnings: secrets.warnings,
  }
}

/** What is wrong with a variable. `found` is said in place of its value, to be read after "is". */
export const mistakenVariable = (
  name: string,
  { value, source }: Variable,
  allowed: string,
  found = shown(value),
): Mistake => ({ file: source, line: null, key: name, found, allowed, nearest: null })

type Gathered = { variables: Variables; mistakes: readonly Mistake[]; warnings: readonly string[] }

const readDotEnv = async (path: string): Promise<Gathered> => {
  try {
    const text = await readFile(path, 'utf8')
    return {
      ...nothing,
      variables: withSource('.env', Object.entries(parseEnv(text.replace(/^\uFEFF/, '')))),
    }
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? nothing : { ...nothing, mistakes: [unreadable(path, error)] }
  }
}

const readSecretFiles = async (directory: string, chosen: boolean): Promise<Gathered> => {
  let names: string[]
  try {
    names = await readdir(directory)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return { ...nothing, mistakes: [unreadable(directory, error)] }
    return chosen
      ? { ...nothing, warnings: [`PARLEY_SECRETS_DIR names ${directory}, which does not exist.`] }
      : nothing
  }
  // Kubernetes mounts ..data and ..2026_01_01 beside the variables.
  const files = names.filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name)).map((name) => join(directory, name))
  const read = await Promise.all(files.map(readSecretFile))
  return {
    variables: new Map(read.flatMap((file) => [...file.variables])),
    mistakes: read.flatMap((file) => file.mistakes),
    warnings: [],
  }
}

const readSecretFile = async (path: string): Promise<Gathered> => {
  try {
    const value = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '')
    return { ...nothing, variables: withSource(path, [[basename(path), value]]) }
  } catch (error) {
    return { ...nothing, mistakes: [unreadable(path, error)] }
  }
}

const withSource = (source: string, entries: readonly [string, string | undefined][]): Variables =>
  new Map(entries.flatMap(([name, value]) => (value ? [[name, { value, source }] as const] : [])))

const nothing: Gathered = { variables: new Map(), mistakes: [], warnings: [] }
