import { isGroup, type Path, type SettingsDocument } from './formats/document.ts'
import { namesAt } from './json-schema.ts'
import { sentenceOf, type Mistake } from './mistakes.ts'
import { nearestOf } from './nearest.ts'
import { homeOfSecret, looksSecret, namesSecret } from './secrecy.ts'

/** Keys that ask for a secret and values that look like one: neither belongs into a settings file. */
export const findSecrets = (document: SettingsDocument): Mistake[] => mistakesAt(document, document.data)

/** The same in sections that are passed over: they stop nothing, but should be known to lie there. */
export const findPassedOverSecrets = (document: SettingsDocument): string[] =>
  mistakesAt(document, document.passedOver).map(sentenceOf)

const mistakesAt = (document: SettingsDocument, data: unknown): Mistake[] =>
  strayPaths(data).map((path) => ({
    file: document.file,
    line: document.lineOf(path),
    key: document.nameOf(path),
    found: 'a secret, or looks like one',
    allowed: `secrets never stand in settings: put it into ${homeOfSecret(path)} in the environment, in .env or in the secrets directory`,
    nearest: null,
  }))

const strayPaths = (value: unknown, path: Path = []): Path[] => {
  if (typeof value === 'string') return looksSecret(value) ? [path] : []
  if (Array.isArray(value)) return value.flatMap((item, index) => strayPaths(item, [...path, index]))
  if (!isGroup(value)) return []
  const known = namesAt(path)
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key]
    const asks = namesSecret(key, partOf(path)) && nearestOf(key, known) === null && !isGroup(inner)
    return asks ? [here] : strayPaths(inner, here)
  })
}

/** What is deeper in a request's body is anybody's data, and a quota domain may be called keys. */
const partOf = (path: Path) => {
  const part = path[0] === 'providers' ? path[2] : undefined
  if (part === 'quota_domains' || (part === 'body' && path.length > 3)) return 'data'
  return part === 'headers' || part === 'body' ? part : 'settings'
}
