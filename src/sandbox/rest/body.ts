import express, { type RequestHandler } from 'express'
import { discordError } from './errors.ts'
import type { Body, Upload } from './form.ts'

/** Reads what a request brings, as JSON or as multipart with payload_json and files, up to `limit`. */
export const readBody = (limit: string): RequestHandler[] => [
  express.raw({ type: () => true, limit }),
  async (request, _response, next) => {
    const bytes: unknown = request.body
    const type = request.headers['content-type'] ?? ''
    request.body =
      Buffer.isBuffer(bytes) && bytes.length > 0 ? await parse(bytes, type) : { json: undefined, files: [] }
    next()
  },
]

const parse = async (bytes: Buffer, type: string): Promise<Body> =>
  type.startsWith('multipart/form-data')
    ? parseMultipart(bytes, type)
    : { json: parseJson(bytes.toString()), files: [] }

const parseMultipart = async (bytes: Buffer, type: string): Promise<Body> => {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw discordError('invalidJson')
    })
  const files: Upload[] = []
  const fields: Record<string, unknown> = {}
  for (const [field, value] of form) {
    if (typeof value === 'string') fields[field] = value
    else files.push({ field, name: value.name, type: value.type, bytes: await value.bytes() })
  }
  const json = typeof fields['payload_json'] === 'string' ? parseJson(fields['payload_json']) : fields
  return { json, files }
}

/** Some clients send ids as numbers, which are larger than a number can be exact: their digits are kept. */
const keepIds = (_key: string, value: unknown, context?: { source?: string }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^\d+$/.test(context?.source ?? '')
    ? context?.source
    : value

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text, keepIds)
  } catch {
    throw discordError('invalidJson')
  }
}
