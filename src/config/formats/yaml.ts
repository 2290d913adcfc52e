import {
  type Document,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import { mostShown } from '../mistakes.ts'
import { shownKey } from '../shown.ts'
import type { Path, SettingsDocument } from './document.ts'

/** Reads YAML 1.2 with anchors and merge keys. Never throws. */
export const readYaml = (file: string, text: string): SettingsDocument => {
  const lines = new LineCounter()
  // Pretty errors would quote the source, which may hold what should never be shown.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    merge: true,
    logLevel: 'error',
  })
  const lineAt = (offset: number | undefined) => (offset === undefined ? null : lines.linePos(offset).line)
  const problems: Problem[] = [...document.errors, ...document.warnings]
    .toSorted((one, other) => one.pos[0] - other.pos[0])
    .map(({ code, pos }) => ({ line: lineAt(pos[0]), sentence: sentences[code] ?? notYaml }))
  for (const offset of roundedKeys(document)) problems.push({ line: lineAt(offset), sentence: roundedKey })
  const data = document.errors.every(({ code }) => code === 'DUPLICATE_KEY') ? plainOf(document) : null
  if (data === null && problems.length === 0) problems.push({ line: null, sentence: noTree })
  return {
    file,
    data,
    passedOver: {},
    lineOf: (path) => lineAt(offsetOf(document, path)),
    nameOf: (path) => path.map(shownKey).join('.'),
    mistakes: firstOfEachLine(problems).map(({ line, sentence: [found, allowed] }) => {
      return { file, line, key: null, found, allowed, nearest: null }
    }),
    warnings: [],
  }
}

type Problem = { line: number | null; sentence: readonly [found: string, allowed: string] }

/** The first of a line is the cause, what follows in it an effect. */
const firstOfEachLine = (problems: readonly Problem[]) =>
  [...new Map(problems.toReversed().map((problem) => [problem.line, problem])).values()]
    .toReversed()
    .slice(0, mostShown)

/** Null: an alias is unknown, leads in a circle or multiplies without end, or the nesting is too deep. */
const plainOf = (document: Document): unknown => {
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
    JSON.stringify(data)
    return data
  } catch {
    return null
  }
}

const offsetOf = (document: Document, path: Path): number | undefined => {
  let node: unknown = document.contents
  let offset: number | undefined
  for (const step of path) {
    const pair = isMap(node)
      ? node.items.find(
          (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
        )
      : undefined
    if (!pair || !isScalar(pair.key)) break
    offset = pair.key.range?.[0] ?? offset
    node = pair.value
  }
  return offset
}

/** Where keys are numbers that can't be held exactly: a Discord id without quotes would be another one. */
const roundedKeys = (document: Document) => {
  const offsets: number[] = []
  visit(document, {
    Pair(_, { key }) {
      const isRounded = isScalar(key) && typeof key.value === 'number' && !Number.isSafeInteger(key.value)
      if (isRounded && Number.isInteger(key.value)) offsets.push(key.range?.[0] ?? 0)
    },
  })
  return offsets
}

const roundedKey = [
  'a key is a number so long that it has lost its last digits',
  'put it in quotes, as all ids of Discord',
] as const

const notYaml = [
  'this is not valid YAML',
  'write each setting as "key: value", indented by spaces below the name of its group',
] as const

const noTree = [
  'its anchors and aliases (& and *) or its nesting make no tree of a bearable size',
  'write the values out',
] as const

const sentences: Partial<Record<YAMLError['code'], Problem['sentence']>> = {
  TAB_AS_INDENT: ['a tab indents this line', 'YAML is indented by spaces'],
  DUPLICATE_KEY: ['this key stands twice in its group', 'keep one of the two'],
  MULTIPLE_DOCS: ['a second document begins here (---)', 'all settings stand in one'],
  MISSING_CHAR: [
    'a colon after a key is missing, or a closing quote or bracket',
    'write each setting as "key: value"',
  ],
  BAD_INDENT: [
    'the indentation is uneven, or a bracket is not closed',
    'the keys of a group begin in the same column',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'there is a second colon in this line',
    'put a text that holds ": " in quotes, or give the key a line of its own',
  ],
  BAD_DQ_ESCAPE: [
    'this text in double quotes holds a backslash that begins no known escape',
    'write \\\\ for a backslash, or use single quotes',
  ],
  TAG_RESOLVE_FAILED: ['a tag (a word that begins with !) is not known', 'settings are values without tags'],
  RESOURCE_EXHAUSTION: ['the nesting is too deep', 'settings need a few levels'],
}
