import { createHash } from 'node:crypto'
import type { Refusal } from './question.ts'

/** Names a key without giving it away. */
export const keyFingerprint = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 8)

/** Every key opens the door but the empty one and those that begin with `bad-`. */
export const refusalOfKey = (key: string): Refusal | null => {
  if (key === '') return { is: 'no_key' }
  return key.startsWith('bad-') ? { is: 'bad_key', key } : null
}

/** As OpenAI shows one in its errors: whoever logs those logs the beginning and the end of a key. */
export const maskedKey = (key: string) =>
  key.length > 12 ? `${key.slice(0, 4)}${'*'.repeat(key.length - 8)}${key.slice(-4)}` : '*'.repeat(key.length)
