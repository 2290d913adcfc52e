/** A key of an INI file with its value, which has lines where it was continued by indentation. */
export type IniEntry = { section: string; key: string; value: string; line: number }
export type IniProblem = { line: number; found: string; allowed: string }
export type Ini = {
  sections: ReadonlyMap<string, number>
  entries: readonly IniEntry[]
  problems: readonly IniProblem[]
}

/**
 * Reads INI as Python's configparser does with its defaults: `=` or `:`, full-line comments with `#` or `;`, keys
 * without case, a value goes on in lines that are indented deeper than its key.
 */
export const readIniSyntax = (text: string): Ini => {
  const sections = new Map<string, number>()
  const entries = new Map<string, IniEntry & { lines: string[] }>()
  const problems: IniProblem[] = []
  let section: string | null = null
  let open = null as { lines: string[] } | null
  let indent = 0

  const begin = (body: string, line: number) => {
    const header = /^\[(.+)\]/.exec(body)
    open = null
    if (header) return beginSection(header[1] ?? '', line)
    const delimiter = body.search(/[=:]/)
    const key = body.slice(0, Math.max(0, delimiter)).trimEnd().toLowerCase()
    if (section === null) problems.push({ line, ...withoutSection })
    else if (key === '') problems.push({ line, ...neither })
    else beginEntry(section, key, body.slice(delimiter + 1).trimStart(), line)
  }
  const beginSection = (name: string, line: number) => {
    if (sections.has(name)) problems.push({ line, ...twice(`section [${name}]`, sections.get(name)) })
    else sections.set(name, line)
    section = name
  }
  const beginEntry = (section: string, key: string, value: string, line: number) => {
    const entry = { section, key, value, line, lines: [value] }
    const id = `${section}\n${key}`
    const before = entries.get(id)
    if (before) problems.push({ line, ...twice('key', before.line) })
    else entries.set(id, entry)
    open = entry
  }

  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const body = raw.trim()
    if (/^[#;]/.test(body)) continue
    const depth = raw.length - raw.trimStart().length
    if (open && (body === '' || depth > indent)) open.lines.push(body)
    else if (body !== '') {
      indent = depth
      begin(body, index + 1)
    }
  }
  const joined = [...entries.values()].map(({ lines, ...entry }) => ({
    ...entry,
    value: lines.join('\n').trimEnd(),
  }))
  return { sections, entries: joined, problems }
}

const withoutSection = {
  found: 'this line stands before any section',
  allowed: 'write a section above it, such as [general]',
}
const neither = {
  found: 'this line is neither a section, a key with its value, nor a comment',
  allowed: 'write "key = value", and indent the further lines of a long value',
}
const twice = (what: string, line: number | undefined) => ({
  found: `this ${what} stands in line ${line} already`,
  allowed: 'keep one of the two',
})
