import type { Request } from 'express'
import { z } from 'zod'
import { type FormErrors, type FormMistake, invalidForm } from './errors.ts'

/** What a request brought: its JSON (or payload_json) and the files beside it. */
export type Body = { json: unknown; files: Upload[] }
export type Upload = { field: string; name: string; type: string; bytes: Uint8Array }

export const bodyOf = (request: Request): Body => request.body

export const filesOf = (request: Request) => bodyOf(request).files

/** The request's form, or Discord's 50035 with each mistake under its field. */
export const formOf = <Schema extends z.ZodType>(request: Request, schema: Schema): z.infer<Schema> => {
  const parsed = schema.safeParse(bodyOf(request).json ?? {})
  if (parsed.success) return parsed.data
  throw invalidForm(
    nest(parsed.error.issues.map((issue) => ({ path: issue.path, mistake: mistakeOf(issue) }))),
  )
}

export const snowflake = z
  .union([z.string(), z.int()])
  .transform(String)
  .refine((id) => /^\d{1,20}$/.test(id), { error: 'NUMBER_TYPE_COERCE' })

export const text = (max: number, min = 0) =>
  z.string().refine((value) => within(value, min, max), { error: `LENGTH ${min} ${max}` })

/** Discord counts a text's characters by code point. */
export const lengthOf = (value: string) => Array.from(value).length

const within = (value: string, min: number, max: number) => lengthOf(value) >= min && lengthOf(value) <= max

type Placed = { path: PropertyKey[]; mistake: FormMistake }

const nest = (placed: Placed[]): FormErrors => {
  const here = placed.filter(({ path }) => path.length === 0)
  const below = Object.groupBy(
    placed.filter(({ path }) => path.length > 0),
    ({ path }) => String(path[0]),
  )
  const nested = Object.entries(below).map(([field, inside = []]): [string, FormErrors] => [
    field,
    nest(inside.map(({ path, mistake }) => ({ path: path.slice(1), mistake }))),
  ])
  return {
    ...(here.length > 0 && { _errors: here.map(({ mistake }) => mistake) }),
    ...Object.fromEntries(nested),
  }
}

const mistakeOf = (issue: z.core.$ZodIssue): FormMistake => {
  const [, min, max] = /^LENGTH (\d+) (\d+)$/.exec(issue.message) ?? []
  if (max !== undefined) return lengthMistake(Number(min), Number(max))
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'array'
        ? { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be between 0 and ${issue.maximum} in length.` }
        : {
            code: 'NUMBER_TYPE_MAX',
            message: `${issue.origin} value should be less than or equal to ${issue.maximum}.`,
          }
    case 'too_small':
      return issue.origin === 'array'
        ? { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be ${issue.minimum} or more in length.` }
        : {
            code: 'NUMBER_TYPE_MIN',
            message: `${issue.origin} value should be greater than or equal to ${issue.minimum}.`,
          }
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }
        : { code: 'BASE_TYPE_BAD_TYPE', message: `Must be of type ${issue.expected}.` }
    case 'invalid_value':
      return { code: 'BASE_TYPE_CHOICES', message: `Value must be one of ${JSON.stringify(issue.values)}.` }
    case 'custom':
      return issue.message === 'NUMBER_TYPE_COERCE'
        ? { code: 'NUMBER_TYPE_COERCE', message: 'Value is not snowflake.' }
        : { code: 'BASE_TYPE_INVALID', message: issue.message }
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return { code: 'BASE_TYPE_INVALID', message: 'This field is invalid.' }
  }
}

const lengthMistake = (min: number, max: number): FormMistake =>
  min === 0
    ? { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${max} or fewer in length.` }
    : { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be between ${min} and ${max} in length.` }
