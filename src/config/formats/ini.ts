import { namesAt, nodeAt } from '../json-schema.ts'
import type { Mistake } from '../mistakes.ts'
import { nearestOf } from '../nearest.ts'
import { shownKey } from '../shown.ts'
import { isGroup, type Path, type SettingsDocument } from './document.ts'
import { type IniEntry, readIniSyntax } from './ini-syntax.ts'

/** Reads the older chat_config.ini into the shape of parley.yaml. Never throws. */
export const readIni = (file: string, text: string): SettingsDocument => {
  const { sections, entries, problems } = readIniSyntax(text)
  const settings = entries.map((entry) => ({ ...entry, path: pathOf(entry) }))
  const [data, passedOver]: [Group, Group] = [{}, {}]
  for (const { path, section, value } of settings) {
    put(isKnown(section) ? data : passedOver, path, valueOf(value, path))
  }
  return {
    file,
    data,
    passedOver,
    lineOf: (path) =>
      settings.find((entry) => begins(entry.path, keyOf(path)))?.line ??
      sections.get(String(path[0])) ??
      null,
    nameOf,
    mistakes: [
      ...problems.map(({ line, found, allowed }) => ({
        file,
        line,
        key: null,
        found,
        allowed,
        nearest: null,
      })),
      ...entries
        .filter(({ section, value }) => isKnown(section) && interpolation.test(value))
        .map((entry) => interpolated(file, entry)),
    ],
    warnings: [...sections]
      .filter(([name]) => !isKnown(name))
      .map(([name, line]) => unknownSection(file, name, line)),
  }
}

const isKnown = (section: string) => namesAt([]).includes(section)

type Group = { [key: string]: unknown }

/** `[providers] groq_max_output_tokens` is providers.groq.max_output_tokens: an option's name ends the key. */
const pathOf = ({ section, key }: IniEntry): Path => {
  if (section !== 'providers' || key === 'priority') return [section, key]
  const option = optionNames().find((option) => key.endsWith(`_${option}`) && key.length > option.length + 1)
  if (option) return [section, key.slice(0, -option.length - 1), option]
  const provider = namesAt([section]).find((name) => key.startsWith(`${name}_`))
  return provider ? [section, provider, key.slice(provider.length + 1)] : [section, key]
}

const optionNames = () => namesAt(['providers', 'any'])

const nameOf = (path: Path) => {
  const [section, ...keys] = keyOf(path)
  const name = `[${shownKey(section ?? '')}]`
  return keys.length === 0 ? name : `${name} ${keys.map(shownKey).join('_')}`
}

/** What stands in a list stands at its key. */
const keyOf = (path: Path): Path => path.filter((step) => typeof step === 'string')

const put = (data: Group, path: Path, value: unknown) => {
  const [last = '', ...parents] = path.toReversed().map(String)
  let group = data
  for (const step of parents.toReversed()) {
    const inner = Object.hasOwn(group, step) ? group[step] : undefined
    group = isGroup(inner) ? inner : define(group, step, {})
  }
  define(group, last, value)
}

// A key may be called __proto__.
const define = <Value>(group: Group, key: string, value: Value): Value => {
  Object.defineProperty(group, key, { value, enumerable: true, configurable: true, writable: true })
  return value
}

/** The value in the type that the schema asks for, or the text as it is: the check says what is wrong with it. */
const valueOf = (text: string, path: Path): unknown => {
  const node = nodeAt(path)
  const plain = text.replaceAll('%%', '%')
  if (node?.type === 'boolean') return booleans.get(plain.toLowerCase()) ?? plain
  if (node?.type === 'integer' || node?.type === 'number') return number.test(plain) ? Number(plain) : plain
  if (node?.type !== 'array') return plain
  // The older bots took their providers' names in capitals, too; a model's name is the provider's to spell.
  return listOf(path.at(-1) === 'priority' ? plain.toLowerCase() : plain)
}

const listOf = (text: string) =>
  text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')

const number = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

const booleans = new Map([
  ...['1', 'yes', 'true', 'on'].map((word) => [word, true] as const),
  ...['0', 'no', 'false', 'off'].map((word) => [word, false] as const),
])

const begins = (whole: Path, start: Path) => start.every((step, index) => whole[index] === step)

const interpolation = /(?<!%)(?:%%)*%\([^)\n]{0,100}\)s/

const interpolated = (file: string, { section, key, line }: IniEntry): Mistake => ({
  file,
  line,
  key: nameOf([section, key]),
  found: 'a value with %(name)s, which stood for the value of another key',
  allowed: 'write that value itself, or %% where a percent sign is meant',
  nearest: null,
})

const unknownSection = (file: string, name: string, line: number) => {
  const nearest = nearestOf(name, namesAt([]))
  const hint = nearest ? ` Did you mean [${nearest}]?` : ''
  return `${file}:${line}: the section [${shownKey(name)}] is not known and is passed over.${hint}`
}
