import { readFile } from 'node:fs/promises'
import type { CataloguedTable } from '../src/database/catalogue.ts'
import { describeNode, type SchemaNode, settingsJsonSchema, settingsTree } from '../src/config/json-schema.ts'
import { privacyTable } from './privacy-table.ts'

const root = new URL('../', import.meta.url)

/** Every file that is made from the settings' schema or the tables' comments, with what it has to hold. */
export const generatedFiles = async (
  tables: readonly CataloguedTable[],
): Promise<ReadonlyMap<URL, string>> => {
  const schema = new URL('docs/parley.schema.json', root)
  const guide = new URL('docs/configuration.md', root)
  const privacy = new URL('docs/privacy.md', root)
  return new Map([
    [schema, `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`],
    [guide, betweenMarkers(guide, await readFile(guide, 'utf8'), settingsTables())],
    [privacy, betweenMarkers(privacy, await readFile(privacy, 'utf8'), privacyTable(tables))],
  ])
}

const begin = '<!-- begin: made by npm run generate -->'
const end = '<!-- end -->'

const betweenMarkers = (file: URL, text: string, made: string) => {
  const [before = '', rest] = text.split(begin)
  const after = rest?.split(end)[1]
  if (after === undefined) throw new Error(`${file.pathname} has lost its markers: ${begin} … ${end}`)
  return `${before}${begin}\n\n${made}\n\n${end}${after}`
}

const settingsTables = () =>
  Object.entries(settingsTree.properties ?? {})
    .map(([section, node]) => tableOf(section, nodeOf(node)))
    .join('\n\n')

/** A section's table; the options of providers stand once, with each provider's model in front. */
const tableOf = (section: string, node: SchemaNode) => {
  const rows = Object.entries(node.properties ?? {}).flatMap(([key, inner]) => {
    const options = Object.entries(nodeOf(inner).properties ?? {})
    if (options.length === 0) {
      const keyed = nodeOf(nodeOf(inner).additionalProperties)
      return [rowOf(`${section}.${key}`, nodeOf(inner)), ...rowsBelow(`${section}.${key}.ID`, keyed)]
    }
    return options
      .filter(([option]) => option === 'model')
      .map(([option, value]) => rowOf(`${section}.${key}.${option}`, nodeOf(value)))
  })
  const shared = rowsBelow(`${section}.NAME`, nodeOf(node.additionalProperties))
  return [
    `### ${section}`,
    '',
    '| key | default | allowed | meaning |',
    '|---|---|---|---|',
    ...rows,
    ...shared,
  ].join('\n')
}

/** What has a name of the operator's own: a provider, and in `models` a model of it. */
const rowsBelow = (path: string, node: SchemaNode): string[] => {
  const named = Object.entries(node.properties ?? {}).flatMap(([key, inner]) => {
    const below = rowsBelow(`${path}.${key}`, nodeOf(inner))
    return below.length > 0 ? below : [rowOf(`${path}.${key}`, nodeOf(inner))]
  })
  const keyed = nodeOf(node.additionalProperties)
  return keyed.type === 'object' ? [...named, ...rowsBelow(`${path}.MODEL`, keyed)] : named
}

const rowOf = (key: string, node: SchemaNode) =>
  `| \`${key}\` | ${defaultOf(node)} | ${cell(describeNode(node))} | ${cell(node.description ?? '')} |`

const defaultOf = (node: SchemaNode) => {
  if (node.default === undefined) return ''
  if (typeof node.default === 'string' && node.default.length > 60)
    return `\`${node.default.slice(0, 50).replace(/ \S*$/, '')}…\``
  return `\`${typeof node.default === 'string' ? node.default : JSON.stringify(node.default)}\``
}

const cell = (text: string) => text.replaceAll('|', '\\|')

const nodeOf = (node: SchemaNode['items']): SchemaNode =>
  typeof node === 'object' && !Array.isArray(node) ? node : {}
