import { retryAfter } from './rate-limits.ts'

/** What can be read from an error of any of the SDKs, or from an error object inside a stream. */
export type SdkError = {
  status: number | null
  /** Fit for a log; null if there's none. */
  code: string | null
  /** The class of the error. */
  name: string
  /** All codes and messages: may repeat the key or the prompt, so only for telling what it is. */
  words: string
  retryAfterMs: number | null
}

export const readSdkError = (error: unknown, now: number): SdkError => {
  const fields = [...fieldsOf(error)]
  const value = (name: string) => fields.find((field) => field.name === name)?.value ?? null
  const statuses = fields.map(({ name, value }) =>
    name === 'status' || name === 'code' ? Number(value) : NaN,
  )
  const codes = ['code', 'reason', 'status', 'type'].map(value)
  const headers = isObject(error) && error['headers'] instanceof Headers ? error['headers'] : null
  return {
    status: statuses.find((status) => status >= 400 && status < 600) ?? null,
    code: codes.find((code) => code !== null && isLoggable(code)) ?? null,
    name: error instanceof Error ? error.constructor.name : 'error object',
    words: fields.map((field) => field.value).join(' '),
    retryAfterMs: retryAfter(headers, value('retryDelay'), now),
  }
}

const telling = new Set(['code', 'reason', 'status', 'type', 'message', 'retryDelay', 'quotaId'])

/** Where SDKs and providers put what they know of an error. */
const nests = ['error', 'errorDetails', 'details', 'cause', 'metadata', 'violations']

function* fieldsOf(value: unknown, depth = 0): Generator<{ name: string; value: string }> {
  if (typeof value === 'string') yield { name: 'message', value }
  if (!isObject(value) || depth > 4) return
  for (const name of telling) {
    const field = value[name]
    if (typeof field === 'string' || typeof field === 'number') yield { name, value: String(field) }
  }
  const inner = Array.isArray(value) ? value : nests.map((name) => value[name])
  for (const nested of inner) yield* fieldsOf(nested, depth + 1)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Words joined by underscores: a key or a sentence can't look like that. */
const isLoggable = (code: string) => code.length <= 48 && /^[a-z]+(_[a-z]+)*$/i.test(code)
