import type { Request } from 'express'
import { z } from 'zod'
import { type FormErrors, type FormMistake, invalidForm } from './errors.ts'

/** What a request brought: its JSON (or payload_json) and the files beside it. */
export type Body = { json: unknown; files: Upload[] }
export type Upload = { field: string; name: string; type: string; bytes: Uint8Array }

export const filesOf = (request: Request) => (request.body as Body).files

/** The request's form, or Discord's 50035 with each mistake under its field. */
export const formOf = <Schema extends z.ZodType>(request: Request, schema: Schema): z.infer<Schema> => {
  const parsed = schema.safeParse((request.body as Body).json ?? {})
  if (parsed.success) return parsed.data
  throw invalidForm(nest(parsed.error.issues))
}

export const snowflake = z
  .union([z.string(), z.int()])
  .transform(String)
  .refine((id) => /^\d{1,20}$/.test(id), { error: 'NUMBER_TYPE_COERCE' })

/** Discord counts a text's characters by code point. */
export const text = (max: number, min = 0) =>
  z.string().refine((value) => within(value, min, max), { error: `LENGTH ${min} ${max}` })

const within = (value: string, min: number, max: number) => {
  const length = value.length > max ? [...value].length : value.length
  return length >= min && length <= max
}

const nest = (issues: z.core.$ZodIssue[]): FormErrors => {
  const errors: FormErrors = {}
  for (const issue of issues) {
    let at = errors
    for (const step of issue.path) at = (at[String(step)] ??= {}) as FormErrors
    at['_errors'] = [...((at['_errors'] ?? []) as FormMistake[]), mistakeOf(issue)]
  }
  return errors
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
    default:
      return { code: 'BASE_TYPE_INVALID', message: 'This field is invalid.' }
  }
}

const lengthMistake = (min: number, max: number): FormMistake =>
  min === 0
    ? { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${max} or fewer in length.` }
    : { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be between ${min} and ${max} in length.` }
