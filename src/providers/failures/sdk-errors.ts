import { retryAfter } from './rate-limits.ts'

/** What can be read from an error of any of the SDKs, or from an error object inside a stream. */
export type SdkError = {
  status: number | null
  /** Fit for a log; null if there's none. */
  code: string | null
  /** The class of the error. */
  name: string
  /** All codes, and those with all messages: may repeat the key or the prompt, so only for telling what it is. */
  codes: string
  words: string
  retryAfterMs: number | null
}

export const readSdkError = (error: unknown, now: number): SdkError => {
  const parts = [...partsOf(error)]
  const fields = parts.flatMap(fieldsOf)
  const value = (name: string) => fields.find((field) => field.name === name)?.value ?? null
  const statuses = fields.map(({ name, value }) => (statusNames.has(name) ? Number(value) : NaN))
  const codes = ['code', 'reason', 'status', 'type'].map(value)
  const words = fields.map((field) => field.value).join(' ')
  const waits = [...parts.map(headersOf), null].map((headers) =>
    retryAfter(headers, value('retryDelay') ?? waitIn(words), now),
  )
  return {
    status: statuses.find((status) => status >= 300 && status < 600) ?? null,
    code: codes.find((code) => code !== null && isLoggable(code)) ?? null,
    name: error instanceof Error ? error.constructor.name : 'error object',
    codes: fields.flatMap(({ name, value }) => (name === 'message' ? [] : value)).join(' '),
    words,
    retryAfterMs: waits.find((wait) => wait !== null) ?? null,
  }
}

const statusNames = new Set(['status', 'code', 'status_code'])
const telling = [...statusNames, 'reason', 'type', 'message', 'retryDelay', 'quotaId']

/** Where SDKs and providers put what they know of an error. */
const nests = ['error', 'errorDetails', 'details', 'cause', 'metadata', 'violations']

/** The error and all that is nested in it: objects, and strings that stand where an object should. */
function* partsOf(value: unknown, depth = 0): Generator<Record<string, unknown>> {
  if (typeof value === 'string') yield { message: value }
  if (!isObject(value) || depth > 8) return
  yield value
  const inner = Array.isArray(value) ? value : nests.map((name) => value[name])
  for (const nested of inner) yield* partsOf(nested, depth + 1)
}

const fieldsOf = (part: Record<string, unknown>) =>
  telling.flatMap((name) => {
    const value = part[name]
    return typeof value === 'string' || typeof value === 'number' ? [{ name, value: String(value) }] : []
  })

/** Those of the response, or those that OpenRouter was given by another and passes on as an object. */
const headersOf = ({ headers }: Record<string, unknown>): Headers | null => {
  if (headers instanceof Headers) return headers
  if (!isObject(headers)) return null
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  return new Headers(entries.filter(([name, value]) => /^[\w-]+$/.test(name) && /^[\w .:+-]*$/.test(value)))
}

/** `Please try again in 9m38.016s` */
const waitIn = (words: string) =>
  /(?:try again|retry) in ((?:\d+(?:\.\d+)?(?:ms|[smhd]))+)/i.exec(words)?.[1] ?? null

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Words joined by underscores: a key or a sentence can't look like that. */
const isLoggable = (code: string) => code.length <= 48 && /^[a-z]+(_[a-z]+)*$/i.test(code)
