import { looksSecret } from './secrecy.ts'

/** A value as a mistake may show it, to be read after "is". Never a secret, never more than a few words. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'missing'
  if (value === null || value === '') return 'empty'
  if (typeof value === 'string') return shownText(value)
  if (typeof value === 'number') return Number.isFinite(value) ? `the number ${value}` : 'not a finite number'
  if (typeof value === 'boolean') return String(value)
  if (!Array.isArray(value)) return 'a group of keys'
  return value.length === 0 ? 'an empty list' : 'a list'
}

/** A key as a mistake may show it. */
export const shownKey = (key: string | number): string => {
  const text = String(key)
  if (looksSecret(text)) return '(something like a secret)'
  return /^[\w-]{1,64}$/.test(text) ? text : JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}

const shownText = (text: string) => {
  if (looksSecret(text)) return 'a text that looks like a secret'
  return text.length > 60 ? `a text of ${text.length} characters` : `the text ${JSON.stringify(text)}`
}
