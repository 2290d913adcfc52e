import type { z } from 'zod'
import { isGroup, type Path, type SettingsDocument, valueAt } from './formats/document.ts'
import { describeNode, knownPaths, namesAt, nodeAt } from './json-schema.ts'
import type { Mistake } from './mistakes.ts'
import { nearestOf, sameName } from './nearest.ts'
import { builtInProviders } from './sections/providers.ts'
import { shown } from './shown.ts'

/** What the schema objects to, in the words of the document. */
export const mistakesOf = (document: SettingsDocument, issues: readonly z.core.$ZodIssue[]): Mistake[] =>
  issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol')
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(document, [...path, key]))
    if (isMistypedProvider(document.data, path)) return [unknownKey(document, path.slice(0, 2))]
    return [wrongValue(document, path)]
  })

const wrongValue = (document: SettingsDocument, path: Path): Mistake => {
  const value = valueAt(document.data, path)
  return {
    file: document.file,
    line: document.lineOf(path),
    key: document.nameOf(path),
    found: shown(value),
    allowed: `it must be ${allowedAt(path)}${hintFor(value, path)}`,
    nearest: null,
  }
}

export const unknownKey = (document: SettingsDocument, path: Path): Mistake => {
  const meant = nearestPath(document, path)
  const around = path.slice(0, -1)
  const inside = around.length === 0 ? 'at the top' : `in ${document.nameOf(around)}`
  return {
    file: document.file,
    line: document.lineOf(path),
    key: document.nameOf(path),
    found: 'an unknown key',
    allowed: `known ${inside} are ${namesAt(around).join(', ')}`,
    nearest: meant && document.nameOf(meant),
  }
}

/** A key of the same group with almost this name; else one that stands elsewhere under it; else the nearest of all. */
const nearestPath = (document: SettingsDocument, path: Path): Path | null => {
  const last = String(path.at(-1))
  const around = path.slice(0, -1)
  const sibling = nearestOf(last, namesAt(around))
  if (sibling) return [...around, sibling]
  const elsewhere = knownPaths.find((known) => sameName(String(known.at(-1)), last))
  if (elsewhere) return elsewhere
  const names = new Map(knownPaths.map((known) => [document.nameOf(known), known]))
  return names.get(nearestOf(document.nameOf(path), [...names.keys()]) ?? '') ?? null
}

/** Every provider of one's own has a base_url: without one it's a known name mistyped, or a key of another group. */
const isMistypedProvider = (data: unknown, [section, name]: Path): boolean => {
  if (section !== 'providers' || typeof name !== 'string' || namesAt(['providers']).includes(name))
    return false
  const provider = valueAt(data, [section, name])
  if (!isGroup(provider)) return true
  return !Object.hasOwn(provider, 'base_url') && nearestOf(name, builtInProviders) !== null
}

const allowedAt = (path: Path): string => {
  if (path[0] === 'providers' && path[1] === 'priority' && path.length === 3) return 'the name of a provider'
  if (path.at(-2) === 'headers')
    return 'a header: its name of letters, digits and -, its value plain text on one line'
  const node = nodeAt(path)
  return node ? describeNode(node) : 'a value that JSON knows'
}

/** What is probably wrong about a value that is right but for its type. */
const hintFor = (value: unknown, path: Path): string => {
  const type = nodeAt(path)?.type
  if (typeof value === 'number' || typeof value === 'boolean') return type === 'string' ? ', in quotes' : ''
  if (typeof value !== 'string') return ''
  if (/\s[#;]/.test(value)) return '; a comment needs a line of its own'
  if (type === 'boolean') return /^(true|false)$/.test(value) ? ', without quotes' : ', written out'
  const isNumber = type === 'integer' || type === 'number'
  return isNumber && /^-?\d+(\.\d+)?$/.test(value) ? ', without quotes' : ''
}
