import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { z } from 'zod'

/** Discord's own description of its REST API; each check gives what is wrong, a sentence a mistake. */
export type ApiDescription = {
  /** A request: `path` as it follows /api/v10, `body` its JSON or payload_json. */
  check(method: string, path: string, body: unknown): string[]
  /** What was answered to it. */
  checkAnswer(method: string, path: string, status: number, body: unknown): string[]
}

const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({
    schemas: z.record(z.string(), z.looseObject({ properties: z.looseObject({}).optional() })),
  }),
})
const content = z.looseObject({
  'application/json': z.looseObject({ schema: z.looseObject({ $ref: z.string().optional() }) }),
})
const operationSchema = z.looseObject({
  requestBody: z.looseObject({ content, required: z.boolean().default(false) }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: content.optional() })).optional(),
})

/** Reads the file that DISCORD_OPENAPI names; null where there is none. */
export const createApiDescription = (file = process.env['DISCORD_OPENAPI']): ApiDescription | null => {
  if (!file) return null
  const raw: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const { paths, components } = documentSchema.parse(raw)
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true })
  formats.default(ajv)
  ajv.addFormat('snowflake', /^\d{1,20}$/).addFormat('nonce', true)
  ajv.addSchema(documentSchema.parse(raw), 'discord')
  const validators = new Map<string, ValidateFunction>()

  const operationOf = (method: string, path: string) => {
    const template = templateOf(Object.keys(paths), path)
    const operation = template === undefined ? undefined : paths[template]?.[method.toLowerCase()]
    if (template === undefined || operation === undefined) return null
    return {
      ...operationSchema.parse(operation),
      at: `discord#/paths/${escape(template)}/${method.toLowerCase()}`,
    }
  }

  const mistakes = (pointer: string, value: unknown) => {
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: pointer })
    validators.set(pointer, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
  }

  const unknownFields = (ref: string | undefined, body: unknown) => {
    const properties = components.schemas[ref?.split('/').at(-1) ?? '']?.properties
    if (!properties || typeof body !== 'object' || body === null) return []
    return Object.keys(body)
      .filter((key) => !(key in properties))
      .map((key) => `/${key} is not a field of this request`)
  }

  return {
    check(method, path, body) {
      const operation = operationOf(method, path)
      if (!operation) return [`${method} ${path} is not in the description`]
      const { requestBody, at } = operation
      if (!requestBody) return body === undefined ? [] : [`${method} ${path} takes no body`]
      if (body === undefined) return requestBody.required ? [`${method} ${path} needs a body`] : []
      const { $ref } = requestBody.content['application/json'].schema
      const pointer = `${at}/requestBody/content/application~1json/schema`
      return [...mistakes(pointer, body), ...unknownFields($ref, body)].map(
        (mistake) => `${method} ${path}: ${mistake}`,
      )
    },
    checkAnswer(method, path, status, body) {
      const operation = operationOf(method, path)
      if (!operation) return [`${method} ${path} is not in the description`]
      const described = operation.responses?.[String(status)]
      if (!described) return status < 400 ? [`${method} ${path} never answers ${status}`] : []
      if (!described.content)
        return body === undefined ? [] : [`${method} ${path} answers ${status} without a body`]
      const pointer = `${operation.at}/responses/${status}/content/application~1json/schema`
      return mistakes(pointer, body).map((mistake) => `${method} ${path}: ${mistake}`)
    },
  }
}

/** The path of the description with the most literal steps, so that /users/@me is not /users/{user_id}. */
const templateOf = (templates: string[], path: string) => {
  const steps = path.split('?')[0]!.split('/')
  return templates
    .filter((template) => {
      const wanted = template.split('/')
      return (
        wanted.length === steps.length &&
        wanted.every((step, index) => step.startsWith('{') || step === steps[index])
      )
    })
    .sort((one, other) => one.split('{').length - other.split('{').length)
    .at(0)
}

const escape = (template: string) => encodeURIComponent(template.replaceAll('~', '~0').replaceAll('/', '~1'))
