import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { settingsOf, wires } from '../../../test/provider-wire.ts'
import {
  event,
  refuse,
  startScriptedServer,
  stream,
  type ScriptedServer,
} from '../../../test/scripted-server.ts'
import { ProviderError, type FailureKind } from '../contract.ts'

/** What providers send, as seen in their documentation and in reports, and what it is taken for. */
type Refusal = [
  provider: string,
  status: number,
  error: unknown,
  kind: FailureKind,
  retryAfterMs?: number | null,
]

const google = 'type.googleapis.com/google.rpc'
const exceeded = {
  code: 429,
  message: 'You exceeded your current quota, please check your plan and billing details.',
  status: 'RESOURCE_EXHAUSTED',
}
const quota = (quotaId: string) => ({ '@type': `${google}.QuotaFailure`, violations: [{ quotaId }] })
const retry = { '@type': `${google}.RetryInfo`, retryDelay: '34.07s' }
const reason = (reason: string) => ({ '@type': `${google}.ErrorInfo`, reason })
const limits = { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(Date.UTC(2026, 0, 1, 0, 0, 9)) }

const gemini: readonly Refusal[] = [
  ['Gemini', 400, { status: 'INVALID_ARGUMENT', details: [reason('API_KEY_INVALID')] }, 'key_rejected'],
  ['Gemini', 400, { message: 'API key expired. Please renew the API key.' }, 'key_rejected'],
  ['Gemini', 400, { message: 'User location is not supported for the API use.' }, 'key_rejected'],
  ['Gemini', 403, { status: 'PERMISSION_DENIED', details: [reason('SERVICE_DISABLED')] }, 'key_rejected'],
  [
    'Gemini',
    404,
    { status: 'NOT_FOUND', message: 'models/x is not found for API version v1beta' },
    'model_missing',
  ],
  [
    'Gemini',
    429,
    { ...exceeded, details: [quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier'), retry] },
    'rate_limited',
    3_600_000,
  ],
  [
    'Gemini',
    429,
    { ...exceeded, details: [quota('GenerateRequestsPerMinutePerProjectPerModel'), retry] },
    'rate_limited',
    34_070,
  ],
  ['Gemini', 429, { ...exceeded, message: 'Quota exceeded. Please retry in 20.5s.' }, 'rate_limited', 20_500],
  ['Gemini', 500, { status: 'INTERNAL', message: 'An internal error has occurred.' }, 'unavailable'],
  [
    'Gemini',
    503,
    { status: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' },
    'unavailable',
  ],
  [
    'Gemini',
    400,
    { message: 'The input token count (9) exceeds the maximum number of tokens allowed (8).' },
    'context_too_long',
  ],
  [
    'Gemini',
    400,
    { status: 'INVALID_ARGUMENT', message: 'Unknown name "x": Cannot find field.' },
    'bad_request',
  ],
]

const compatible: readonly Refusal[] = [
  ['OpenAI', 401, { code: 'invalid_api_key', type: 'invalid_request_error' }, 'key_rejected'],
  ['OpenAI', 403, { code: 'unsupported_country_region_territory' }, 'key_rejected'],
  [
    'OpenAI',
    403,
    { code: 'model_not_found', message: 'Project does not have access to model' },
    'model_missing',
  ],
  ['OpenAI', 404, { code: 'model_not_found' }, 'model_missing'],
  ['OpenAI', 429, { code: 'insufficient_quota', type: 'insufficient_quota' }, 'quota_exhausted'],
  ['OpenAI', 429, { code: 'billing_not_active' }, 'quota_exhausted'],
  ['OpenAI', 400, { code: 'billing_hard_limit_reached' }, 'quota_exhausted'],
  [
    'OpenAI',
    429,
    { code: 'rate_limit_exceeded', message: 'Please try again in 1m2.5s.' },
    'rate_limited',
    62_500,
  ],
  ['OpenAI', 400, { code: 'context_length_exceeded' }, 'context_too_long'],
  ['OpenAI', 400, { code: 'content_policy_violation' }, 'content_refused'],
  ['OpenAI', 400, { code: 'invalid_prompt' }, 'content_refused'],
  ['OpenAI', 400, { code: 'unsupported_value', param: 'temperature' }, 'bad_request'],
  [
    'OpenAI',
    400,
    { message: 'Invalid content type. image_url is only supported by certain models.' },
    'images_unseen',
  ],
  ['Groq', 400, { message: 'messages[0].content must be a string' }, 'images_unseen'],
  ['Ollama', 400, { message: 'this model does not support image input' }, 'images_unseen'],
  ['vLLM', 400, { message: 'llama3.2 is not a multimodal model' }, 'images_unseen'],
  ['DeepSeek', 422, { message: 'unknown variant `image_url`, expected `text`' }, 'images_unseen'],
  ['llama.cpp', 500, { message: 'image input is not supported - hint: provide the mmproj' }, 'images_unseen'],
  ['OpenRouter', 404, { message: 'No endpoints found that support image input' }, 'images_unseen'],
  ['OpenAI', 500, { type: 'server_error' }, 'unavailable'],
  ['OpenAI', 503, { message: 'The engine is currently overloaded' }, 'unavailable'],
  [
    'Groq',
    413,
    { code: 'rate_limit_exceeded', type: 'tokens', message: 'Request too large for model' },
    'context_too_long',
  ],
  ['Groq', 413, { code: 'request_too_large' }, 'context_too_long'],
  [
    'Groq',
    429,
    {
      code: 'rate_limit_exceeded',
      message: 'tokens per day (TPD): Please try again in 9m38.016s. Need more tokens?',
    },
    'rate_limited',
    578_016,
  ],
  ['Groq', 498, { code: 'capacity_exceeded' }, 'unavailable'],
  ['Groq', 400, { code: 'model_decommissioned' }, 'model_missing'],
  ['Groq', 400, { code: 'model_terms_required' }, 'model_missing'],
  ['Groq', 403, { code: 'model_permission_blocked_org' }, 'model_missing'],
  [
    'Groq',
    400,
    { code: 'tool_use_failed', message: 'Tool choice is none, but model called a tool' },
    'interrupted',
  ],
  ['Groq', 400, { code: 'json_validate_failed' }, 'interrupted'],
  [
    'Groq',
    400,
    { type: 'invalid_request_error', message: "'reasoning_effort' must be one of none, default" },
    'bad_request',
  ],
  ['OpenRouter', 402, { code: 402, message: 'Insufficient credits' }, 'quota_exhausted'],
  [
    'OpenRouter',
    403,
    { code: 403, message: 'x requires moderation. Your input was flagged' },
    'content_refused',
  ],
  ['OpenRouter', 404, { code: 404, message: 'No endpoints found for x' }, 'model_missing'],
  ['OpenRouter', 400, { code: 400, message: 'x is not a valid model ID' }, 'model_missing'],
  ['OpenRouter', 408, { code: 408 }, 'unavailable'],
  [
    'OpenRouter',
    429,
    { code: 429, metadata: { headers: limits, provider_name: null } },
    'rate_limited',
    9000,
  ],
  ['OpenRouter', 502, { code: 502, message: 'Provider returned error' }, 'unavailable'],
  [
    'vLLM',
    404,
    { code: 404, type: 'NotFoundError', message: 'The model `x` does not exist.' },
    'model_missing',
  ],
  [
    'vLLM',
    400,
    { code: 400, message: "This model's maximum context length is 8 tokens. However, you requested 9" },
    'context_too_long',
  ],
  [
    'vLLM',
    400,
    { code: 400, message: 'The decoder prompt (length 9) is longer than the maximum model length of 8.' },
    'context_too_long',
  ],
  [
    'Ollama',
    404,
    { type: 'api_error', message: 'model "x" not found, try pulling it first' },
    'model_missing',
  ],
  [
    'LM Studio',
    400,
    'Trying to keep the first 9 tokens when context the overflows. However, the model is loaded with context length of only 8 tokens',
    'context_too_long',
  ],
  ['llama.cpp', 400, { code: 400, type: 'exceed_context_size_error' }, 'context_too_long'],
  [
    'llama.cpp',
    500,
    { code: 500, type: 'server_error', message: 'Context size has been exceeded.' },
    'context_too_long',
  ],
  ['llama.cpp', 503, { code: 503, message: 'Loading model', type: 'unavailable_error' }, 'unavailable'],
  ['xAI', 400, 'Incorrect API key provided: x', 'key_rejected'],
  ['a proxy', 502, '<html>Bad Gateway</html>', 'unavailable'],
]

/** Within a stream, where there's no status but what the error says itself. */
const inStream: Refusal[] = [
  ['OpenAI', 200, { type: 'server_error', message: 'The server had an error' }, 'unavailable'],
  ['OpenAI', 200, { code: 'context_length_exceeded' }, 'context_too_long'],
  [
    'OpenAI',
    200,
    { code: 'rate_limit_exceeded', message: 'Please try again in 20s.' },
    'rate_limited',
    20_000,
  ],
  ['Groq', 200, { code: 'tool_use_failed', status_code: 400, failed_generation: '' }, 'interrupted'],
  ['Groq', 200, { type: 'internal_server_error', status_code: 503 }, 'unavailable'],
  ['OpenRouter', 200, { code: 429, metadata: { headers: limits } }, 'rate_limited', 9000],
  ['OpenRouter', 200, { code: 402, message: 'Insufficient credits' }, 'quota_exhausted'],
  ['llama.cpp', 200, { code: 500, message: 'Context size has been exceeded.' }, 'context_too_long'],
  ['anybody', 200, 'Overloaded, overloaded_error', 'unavailable'],
  ['anybody', 200, { message: 'Something broke' }, 'interrupted'],
  [
    'anybody',
    200,
    { code: 429, metadata: { headers: { 'a\nb': 'c\nd', 'x-ratelimit-reset': {} } } },
    'rate_limited',
  ],
]

let server: ScriptedServer
beforeAll(async () => void (server = await startScriptedServer()))
afterAll(() => server[Symbol.asyncDispose]())

const failure = async (name: string) => {
  const { create } = wires.find((wire) => wire.name === name)!
  const options = {
    provider: name,
    settings: settingsOf('openai'),
    baseUrl: server.url,
    clock: createFakeClock(),
  }
  const prompt = { system: '', messages: [{ role: 'user' as const, text: 'Hi' }] }
  const answer = create(options)(prompt, 'asked', 'key', new AbortController().signal)
  const error: unknown = await Array.fromAsync(answer).catch((error: unknown) => error)
  if (!(error instanceof ProviderError)) throw new Error('no ProviderError', { cause: error })
  return error.failure
}

test.each(gemini)('what %s says with %i %o is %s', async (_, status, error, kind, retryAfterMs = null) => {
  const code = { code: status, ...Object(error) }
  server.play(refuse(status, { error: code }))
  expect(await failure('gemini')).toMatchObject({ kind, status, retryAfterMs })
  // Its OpenAI-compatible endpoint wraps the same in a list.
  server.play(refuse(status, [{ error: code }]))
  expect(await failure('openai')).toMatchObject({ kind, status, retryAfterMs })
})

test.each(compatible)(
  'what %s says with %i %o is %s',
  async (_, status, error, kind, retryAfterMs = null) => {
    for (const name of ['openai', 'groq']) {
      server.play(refuse(status, { error }))
      expect(await failure(name)).toMatchObject({ kind, status, retryAfterMs })
    }
  },
)

test.each(inStream)(
  'what %s says in a stream (%i) by %o is %s',
  async (_, _status, error, kind, retryAfterMs = null) => {
    for (const { name, words } of wires) {
      server.play(stream(words('Hi'), event({ error })))
      expect(await failure(name)).toMatchObject({ kind, retryAfterMs })
    }
  },
)
