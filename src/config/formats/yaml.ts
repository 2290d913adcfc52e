import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml'
import type { Mistake } from '../mistakes.ts'
import { shownKey } from '../shown.ts'
import type { Path, SettingsDocument } from './document.ts'

/** Reads YAML 1.2 with anchors and merge keys. Never throws. */
export const readYaml = (file: string, text: string): SettingsDocument => {
  const lines = new LineCounter()
  // prettyErrors would quote the source, which may hold what should never be shown.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    merge: true,
    logLevel: 'error',
  })
  const lineAt = (offset: number | undefined) => (offset === undefined ? null : lines.linePos(offset).line)
  const problems = [...document.errors, ...document.warnings]
  const [first] = problems
  const syntax = first ? [syntaxMistake(file, first, lineAt(first.pos[0]))] : []
  const plain = first ? null : toPlain(document)
  return {
    file,
    data: plain?.data ?? null,
    lineOf: (path) => lineAt(offsetOf(document, path)),
    nameOf: (path) => path.map(shownKey).join('.'),
    mistakes: plain?.data === undefined && plain ? [{ ...unusable, file }] : syntax,
    warnings: [],
  }
}

const unusable: Omit<Mistake, 'file'> = {
  line: null,
  key: null,
  found: 'its anchors and aliases (& and *) or its nesting make no tree of a bearable size',
  allowed: 'write the values out',
  nearest: null,
}

/** Without data: an alias is unknown, leads in a circle or multiplies without end, or the nesting is too deep. */
const toPlain = (document: Document): { data: unknown } => {
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
    JSON.stringify(data)
    return { data }
  } catch {
    return { data: undefined }
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
    if (!pair) break
    if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
    node = pair.value
  }
  return offset
}

const syntaxMistake = (file: string, error: YAMLError, line: number | null): Mistake => {
  const [found, allowed] = syntaxSentences[error.code] ?? [
    'this is not valid YAML',
    'write each setting as "key: value", indented by spaces',
  ]
  return { file, line, key: null, found, allowed, nearest: null }
}

const syntaxSentences: Partial<Record<YAMLError['code'], [found: string, allowed: string]>> = {
  TAB_AS_INDENT: ['a tab indents this line', 'YAML is indented with spaces'],
  DUPLICATE_KEY: ['this key stands twice in the same group', 'keep one of the two'],
  MULTIPLE_DOCS: ['a second document begins here (---)', 'the settings are one document'],
  MISSING_CHAR: [
    'something is missing: a colon after a key, or a closing quote or bracket',
    'write each setting as "key: value"',
  ],
  BAD_INDENT: [
    'the indentation is wrong, or a bracket is not closed',
    'keys of one group begin in the same column',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'there is a second colon in this line',
    'put a text that holds ": " in quotes, or give the key a line of its own',
  ],
  BAD_DQ_ESCAPE: [
    'this text in double quotes holds a backslash that begins no known escape',
    'write \\\\ for a backslash, or use single quotes',
  ],
  TAG_RESOLVE_FAILED: [
    'a tag (a word that begins with !) is not known',
    'settings are plain values without tags',
  ],
  RESOURCE_EXHAUSTION: ['the nesting is too deep', 'settings need no more than a few levels'],
}
