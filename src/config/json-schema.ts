import { z } from 'zod'
import { settingsSchema } from './settings.ts'

export type SchemaNode = z.core.JSONSchema.JSONSchema

/** The schema of parley.yaml as JSON Schema, for editors and for the chart. */
export const settingsJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(settingsSchema, {
    io: 'input',
    override({ jsonSchema }) {
      delete jsonSchema['unit']
      delete jsonSchema['allowed']
    },
  }),
  title: 'The settings of Parley (parley.yaml)',
})

/** The same with each number's unit and what else is said in our own words, to describe settings by. */
export const settingsTree: SchemaNode = z.toJSONSchema(settingsSchema, { io: 'input' })

/** What the schema says about the value at a path; null where it knows none. */
export const nodeAt = (path: readonly (string | number)[]): SchemaNode | null =>
  path.reduce<SchemaNode | null>((node, step) => {
    if (typeof step === 'number') return only(node?.items)
    const named = node?.properties && Object.hasOwn(node.properties, step) ? node.properties[step] : undefined
    return only(named ?? node?.additionalProperties)
  }, settingsTree)

/** The names that are known at a path: those of a further provider's options, too. */
export const namesAt = (path: readonly (string | number)[]): readonly string[] =>
  Object.keys(nodeAt(path)?.properties ?? {})

const pathsBelow = (node: SchemaNode | null): string[][] =>
  Object.entries(node?.properties ?? {}).flatMap(([name, inner]) => [
    [name],
    ...pathsBelow(only(inner)).map((path) => [name, ...path]),
  ])

const only = (node: SchemaNode['items']): SchemaNode | null =>
  typeof node === 'object' && !Array.isArray(node) ? node : null

/** All keys, and groups of keys, that have a name. */
export const knownPaths: readonly (readonly string[])[] = pathsBelow(settingsTree)

/** What a node allows: a number from 0 to 86400 (seconds). */
export const describeNode = (node: SchemaNode): string => {
  const unit = typeof node['unit'] === 'string' ? ` (${node['unit']})` : ''
  if (typeof node['allowed'] === 'string') return node['allowed']
  if (node.anyOf) return node.anyOf.map((each) => describeNode(only(each) ?? {})).join(', or ')
  if (node.enum) return `one of ${node.enum.join(', ')}`
  if (node.type === 'boolean') return 'true or false'
  if (node.type === 'integer') return `a whole number ${rangeOf(node)}${unit}`
  if (node.type === 'number') return `a number ${rangeOf(node)}${unit}`
  if (node.type === 'array') return listOf(node)
  if (node.type === 'object') return 'a group of keys'
  if (node.format === 'date') return 'a date, such as 2026-12-31'
  if (node.format === 'uri') return 'a web address that begins with http:// or https://'
  if (node.type !== 'string') return 'a value that JSON knows'
  return node.maxLength ? `text of ${node.minLength ?? 0} to ${node.maxLength} characters` : 'text'
}

const listOf = ({ examples }: SchemaNode) => {
  const example: unknown = examples?.[0]
  return Array.isArray(example) ? `a list, such as [${example.join(', ')}]` : 'a list'
}

const rangeOf = ({ minimum, exclusiveMinimum, maximum }: SchemaNode) =>
  minimum === undefined ? `above ${exclusiveMinimum} and up to ${maximum}` : `from ${minimum} to ${maximum}`
