import type { z } from 'zod'
import { type Path, type SettingsDocument, valueAt } from './formats/document.ts'
import { describeNode, knownPaths, namesAt, nodeAt } from './json-schema.ts'
import { type Mistake, mostShown } from './mistakes.ts'
import { nearestOf, sameName } from './nearest.ts'
import { shown } from './shown.ts'

/** What the schema objects to, in the words of the document. */
export const mistakesOf = (document: SettingsDocument, issues: readonly z.core.$ZodIssue[]): Mistake[] =>
  issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol')
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.slice(0, mostShown).map((key) => unknownKey(document, [...path, key]))
    }
    return [wrongValue(document, path)]
  })

const wrongValue = (document: SettingsDocument, path: Path): Mistake => {
  const value = valueAt(document.data, path)
  const at = { file: document.file, line: document.lineOf(path), nearest: nearestWord(value, path) }
  if (path.length === 0) {
    const found = `the file is ${Array.isArray(value) ? 'a list' : 'a single value'}`
    return { ...at, key: null, found, allowed: `it must hold groups of settings: ${namesAt([]).join(', ')}` }
  }
  const allowed = `it must be ${allowedAt(path)}${hintFor(value, path) || hintForIni(document, path)}`
  return { ...at, key: document.nameOf(path), found: shown(value), allowed }
}

/** Of a few words that are allowed, the one that was probably meant. */
const nearestWord = (value: unknown, path: Path) => {
  const words = nodeAt(path)?.enum?.filter((word) => typeof word === 'string')
  return words && typeof value === 'string' ? nearestOf(value, words) : null
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

const aDomain = 'a domain: small letters, digits, - and _ in its name, a list of variables as its value'
const aRole = 'a role: its Discord id in quotes as its name, a group of limits as its value'
const aTag = 'a name (think) or an opening tag as it is written ([THINK])'
const aHeader = 'a header: letters, digits and - in its name, plain text on one line in its value'

const allowedAt = (path: Path): string => {
  const parent = path.at(-2)
  if (parent === 'priority') return 'the name of a provider'
  if (parent === 'roles') return aRole
  if (parent === 'headers') return aHeader
  if (parent === 'quota_domains') return aDomain
  if (parent === 'thought_tags') return aTag
  if (path.at(-3) === 'quota_domains') return 'the name of a variable, such as GROQ_API_KEY'
  const node = nodeAt(path)
  return node ? describeNode(node) : 'a value that JSON knows'
}

const hintForIni = ({ file }: SettingsDocument, path: Path) =>
  file.endsWith('.ini') && nodeAt(path)?.type === 'object'
    ? ', which parley.yaml can hold and an INI file cannot'
    : ''

/** What is probably wrong about a value that is right but for its type. */
const hintFor = (value: unknown, path: Path): string => {
  const type = nodeAt(path)?.type
  if (type === 'string' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return ', in quotes: as a number, one so long has lost its last digits'
  if (typeof value === 'number' || typeof value === 'boolean') return type === 'string' ? ', in quotes' : ''
  if (typeof value !== 'string' || type === 'string') return ''
  if (/\s[#;]/.test(value)) return '; a comment needs a line of its own'
  if (type === 'boolean') return /^(true|false)$/.test(value) ? ', without quotes' : ', written out'
  const isNumber = type === 'integer' || type === 'number'
  return isNumber && /^-?\d+(\.\d+)?$/.test(value) ? ', without quotes' : ''
}
