import type { Checked, Mistake } from './mistakes.ts'
import { mistakenVariable, type Variables } from './variables.ts'

/** 32 bytes, and the variable that they come from. */
export type EncryptionKey = { name: string; bytes: Buffer }

/** What protects stored texts: the key that they are written with, null for none, and those that only read. */
export type EncryptionKeys = { current: EncryptionKey | null; older: readonly EncryptionKey[] }

const variable = 'PARLEY_ENCRYPTION_KEY'

/** PARLEY_ENCRYPTION_KEY, and PARLEY_ENCRYPTION_KEY_1 … for what was written before it was changed. */
export const readEncryptionKeys = (variables: Variables): Checked<EncryptionKeys> => {
  const mistakes: Mistake[] = []
  const read = (name: string): EncryptionKey[] => {
    const given = variables.get(name)
    const bytes = given && keyOf(given.value.trim())
    if (given && !bytes) mistakes.push(mistakenVariable(name, given, allowed, 'no key of 32 bytes'))
    return bytes ? [{ name, bytes }] : []
  }
  const older = [...variables.keys()]
    .filter((name) => /^_\d+$/.test(name.slice(variable.length)) && name.startsWith(variable))
    .sort((one, other) => numberOf(one) - numberOf(other))
  const [current = null] = read(variable)
  return { value: { current, older: older.flatMap(read) }, mistakes, warnings: [] }
}

const allowed =
  'it must be 32 random bytes as base64 or hexadecimal, as `openssl rand -base64 32` prints them; another key than before leaves what is stored unreadable'

const keyOf = (text: string): Buffer | null => {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null
  return Buffer.from(text, 'base64')
}

const numberOf = (name: string) => Number(name.slice(variable.length + 1))
