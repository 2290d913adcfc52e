import { ProviderError, type Failure, type FailureKind, type Route } from '../contract.ts'
import { readSdkError, type SdkError } from './sdk-errors.ts'

type Row = {
  kind: FailureKind
  status: (status: number) => boolean
  /** What a code or the message of the body must hold; that alone decides where there is no status. */
  says?: RegExp
  /** What a code must hold: a message may repeat what somebody asked, who must not be able to shut out a key. */
  code?: RegExp
  /** In milliseconds, the least that it takes, whatever the provider says. */
  atLeastMs?: number
}

const is =
  (...statuses: readonly number[]) =>
  (status: number) =>
    statuses.includes(status)

/** What a refusal means. The first row that fits decides. */
const table: readonly Row[] = [
  { kind: 'quota_exhausted', status: is(402) },
  // By codes alone: Gemini speaks of billing whenever a minute's limit is reached.
  {
    kind: 'quota_exhausted',
    status: is(400, 403, 429),
    code: /insufficient_quota|billing_(hard|not)_/i,
  },
  // Gemini's limit of a day, which it has for each model, and asks to be back in seconds.
  { kind: 'rate_limited', status: is(429), code: /PerDay/, atLeastMs: 3_600_000 },
  { kind: 'rate_limited', status: is(429) },
  { kind: 'rate_limited', status: is(), says: /rate_limit|RESOURCE_EXHAUSTED/ },
  { kind: 'context_too_long', status: is(413) },
  {
    kind: 'context_too_long',
    // llama.cpp says 500.
    status: is(400, 422, 500),
    says: /context_length|context_size|context (length|window|size)|too many tokens|max_tokens must be at least 1|maximum (prompt|model) length|(token count|prompt|input).{0,60}(exceed|too long)/i,
  },
  {
    kind: 'content_refused',
    status: is(400, 403, 422),
    says: /content_filter|content_policy|invalid_prompt|flagged|guardrail|usage guidelines|data_inspection_failed|Content Exists Risk/i,
  },
  {
    // Each has words of its own, and no code.
    kind: 'images_unseen',
    status: is(400, 404, 422, 500),
    says: /content must be a string|image_url is only supported|unknown variant .image_url|not a multimodal model|not support image|image input is not|support image input|modality is not enabled|unsupported mime type|too many images/i,
  },
  // The model called a tool that it doesn't have: it may do better, and others will.
  { kind: 'interrupted', status: is(400, 422), says: /tool_use_failed|json_validate_failed/ },
  { kind: 'model_missing', status: is(404, 410) },
  {
    kind: 'model_missing',
    status: is(400, 403),
    says: /model_(not_found|decommissioned|not_active|terms_required|permission\w*)|not a valid model/i,
  },
  { kind: 'key_rejected', status: is(401, 403) },
  {
    kind: 'key_rejected',
    status: is(400),
    // The last two: where the key's owner, or the server, is.
    says: /API_KEY_|invalid_api_key|API key (not valid|expired)|incorrect API key|location is not supported|not available in your country/i,
  },
  { kind: 'unavailable', status: (status) => status >= 500 || is(408, 409, 425, 498)(status) },
  { kind: 'unavailable', status: is(), says: /overloaded|UNAVAILABLE|server_error|capacity_exceeded/ },
  { kind: 'bad_request', status: is(400, 422) },
  // A server that isn't what it should be: others are.
  { kind: 'unavailable', status: (status) => status >= 300 },
]

/**
 * What an error of an SDK, or an error object inside a stream, means. `answering`: the provider had accepted the
 * request. The detail is made of status and codes alone: messages may repeat the key or the prompt.
 */
export const failureOf = (error: unknown, route: Route, now: number, answering: boolean): Failure => {
  if (error instanceof ProviderError) return error.failure
  const read = readSdkError(error, now)
  const { kind = answering ? 'interrupted' : 'unavailable', atLeastMs } = rowFor(read) ?? {}
  const retryAfterMs =
    atLeastMs === undefined ? read.retryAfterMs : Math.max(atLeastMs, read.retryAfterMs ?? 0)
  return { kind, route, status: read.status, retryAfterMs, detail: detailOf(read, answering) }
}

const rowFor = ({ status, words, codes }: SdkError) =>
  table.find(
    (row) =>
      (status === null ? (row.says ?? row.code) : row.status(status)) &&
      (row.says?.test(words) ?? true) &&
      (row.code?.test(codes) ?? true),
  )

const detailOf = ({ status, code, name }: SdkError, answering: boolean) => {
  const what = status === null ? `${answering ? 'the stream broke' : 'no answer'}: ${name}` : `HTTP ${status}`
  return code ? `${what} (${code})` : what
}
