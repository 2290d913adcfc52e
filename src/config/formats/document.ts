import type { Mistake } from '../mistakes.ts'

export type Path = readonly (string | number)[]

/** A settings file, read but not yet checked against the schema. */
export type SettingsDocument = {
  file: string
  /** Plain values in the shape of the settings; null where the file's own syntax is broken beyond use. */
  data: unknown
  /** What stands in the file beside that: it is not used, and still may hold no secret. */
  passedOver: unknown
  /** The line of a key, or of the nearest key around it. */
  lineOf(path: Path): number | null
  /** How this kind of file calls a key. */
  nameOf(path: Path): string
  mistakes: readonly Mistake[]
  warnings: readonly string[]
}

export const valueAt = (data: unknown, path: Path): unknown => path.reduce(inside, data)

export const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const inside = (value: unknown, step: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? Reflect.get(value, step)
    : undefined
