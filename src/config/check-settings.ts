import { isGroup, type Path, type SettingsDocument } from './formats/document.ts'
import { readIni } from './formats/ini.ts'
import { readYaml } from './formats/yaml.ts'
import { nodeAt } from './json-schema.ts'
import { mistakesOf } from './issues.ts'
import type { Mistake } from './mistakes.ts'
import { checkModels } from './model-rules.ts'
import { checkPersonas } from './persona-rules.ts'
import { checkProviders, withOwnProviders, neverAsked, neverInTime } from './rules.ts'
import { type Settings, settingsSchema } from './settings.ts'
import { findPassedOverSecrets, findSecrets } from './stray-secrets.ts'

/** Settings that may be used, or all that is wrong with them. */
export type CheckedSettings = {
  settings: Settings | null
  mistakes: readonly Mistake[]
  warnings: readonly string[]
}

export const settingsFiles = ['parley.yaml', 'chat_config.ini'] as const

/** Checks the settings in a directory's files (name → text). Never throws. */
export const checkSettings = (files: ReadonlyMap<string, string>, directory = ''): CheckedSettings => {
  const [used, other] = settingsFiles.filter((name) => files.has(name))
  if (used === undefined) return { ...checkFile('', ''), warnings: misnamed(files, directory) }
  const checked = checkFile(at(directory, used), files.get(used) ?? '')
  if (other === undefined) return checked
  const both = `${at(directory, used)} is used, and ${at(directory, other)} beside it is not: remove one of the two.`
  return { ...checked, warnings: [...checked.warnings, both] }
}

/** Checks one file: as INI when its name says so, else as YAML. Never throws. */
export const checkFile = (file: string, text: string): CheckedSettings => {
  if (text.length > longest) return refused([{ ...tooLong, file }])
  const document = file.endsWith('.ini') ? readIni(file, text) : readYaml(file, text)
  return checkDocument({ ...document, data: withoutEmptyGroups(document.data) })
}

const checkDocument = (document: SettingsDocument): CheckedSettings => {
  if (document.data === null) return refused(document.mistakes)
  const parsed = settingsSchema.safeParse(withShortModeration(withOwnProviders(document.data)))
  const mistakes = [
    ...document.mistakes,
    ...findSecrets(document),
    ...checkProviders(document),
    ...checkModels(document),
    ...checkPersonas(document),
    ...(parsed.success ? [] : mistakesOf(document, parsed.error.issues)),
  ]
  const passedOver = [...document.warnings, ...findPassedOverSecrets(document)]
  if (!parsed.success || mistakes.length > 0) return refused(inOrder(unique(mistakes)), passedOver)
  const warnings = [
    ...passedOver,
    ...neverAsked(document, parsed.data),
    ...neverInTime(document, parsed.data),
  ]
  return { settings: parsed.data, mistakes: [], warnings }
}

/** `moderation: openai` is its service, and the rest as usual. */
const withShortModeration = (data: unknown): unknown =>
  isGroup(data) && typeof data['moderation'] === 'string'
    ? { ...data, moderation: { service: data['moderation'] } }
    : data

const refused = (mistakes: readonly Mistake[], warnings: readonly string[] = []): CheckedSettings => ({
  settings: null,
  mistakes,
  warnings,
})

/** `general:` with all its keys commented out is a group without keys, not an empty value. */
const withoutEmptyGroups = (data: unknown, path: Path = []): unknown => {
  if (data === null && path.length > 0 && nodeAt(path)?.type === 'object') return {}
  if (!isGroup(data) || path.length > 2) return data
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, withoutEmptyGroups(value, [...path, key])]),
  )
}

/** What is said first of a key stays: a secret is a secret before it is an unknown key. */
const unique = (mistakes: readonly Mistake[]): Mistake[] => {
  const byKey = mistakes.toReversed().map((mistake) => [`${mistake.line} ${mistake.key}`, mistake] as const)
  return [...new Map(byKey).values()].toReversed()
}

const inOrder = (mistakes: readonly Mistake[]) =>
  mistakes.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0))

const misnamed = (files: ReadonlyMap<string, string>, directory: string) =>
  [...files.keys()]
    .filter((name) => /\.(ya?ml|ini)$/.test(name))
    .map((name) => `${at(directory, name)} is not read: settings are called parley.yaml or chat_config.ini.`)

const at = (directory: string, name: string) =>
  directory === '' ? name : `${directory.replace(/\/+$/, '')}/${name}`

// Far more than settings need; what YAML takes to read grows faster than its length.
const longest = 128 * 1024

const tooLong: Omit<Mistake, 'file'> = {
  line: null,
  key: null,
  found: 'the file is longer than 128 KiB',
  allowed: 'settings are a few lines',
  nearest: null,
}
