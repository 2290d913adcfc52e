import type { Refused } from '../dialect.ts'
import type { Refusal } from '../question.ts'
import { limitedHeaders } from './limits.ts'

export const refuse = (refusal: Refusal): Refused => {
  const { status, message, type = 'invalid_request_error', code, param } = problemOf(refusal)
  const retryAfter = 'retryAfter' in refusal ? refusal.retryAfter : null
  const resetAfter = 'resetAfter' in refusal ? refusal.resetAfter : null
  return {
    status,
    headers: { 'content-type': 'application/json', ...limitedHeaders(retryAfter, resetAfter) },
    body: JSON.stringify({ error: { message, type, code: code ?? undefined, param: param ?? undefined } }),
  }
}

export const serverError = { message: 'Internal Server Error', type: 'internal_server_error' }

type Problem = { status: number; message: string; type?: string; code?: string | null; param?: string | null }

const problemOf = (refusal: Refusal): Problem => {
  switch (refusal.is) {
    case 'no_key':
    case 'bad_key':
      return { status: 401, message: 'Invalid API Key', code: 'invalid_api_key' }
    case 'forbidden_key':
      return {
        status: 403,
        message: 'The API key does not have permission to perform this request.',
        type: 'permissions_error',
        code: 'permission_denied',
      }
    case 'payment_required':
      return {
        status: 402,
        message: 'Payment is required. Go to https://console.groq.com/settings/billing',
        type: 'billing_error',
        code: 'payment_required',
      }
    case 'insufficient_quota':
      return {
        status: 429,
        message:
          'The spend limit of organization `org_practice` is reached. Go to https://console.groq.com/settings/billing',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }
    case 'rate_limited':
      return {
        status: 429,
        message: `Rate limit reached for model \`${refusal.model}\` in organization \`org_practice\` service tier \`on_demand\` on tokens per minute (TPM): Limit 12000, Used 11800, Requested 1600. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing`,
        type: 'tokens',
        code: 'rate_limit_exceeded',
      }
    case 'model_missing':
      return {
        status: 404,
        message: `The model \`${refusal.model}\` does not exist or you do not have access to it.`,
        code: 'model_not_found',
      }
    case 'server_error':
      return { status: refusal.status, ...serverError }
    case 'overloaded':
      return {
        status: refusal.status,
        message:
          'Service Unavailable: the model is over capacity. Visit https://groqstatus.com to see the current status.',
        type: 'internal_server_error',
        code: 'over_capacity',
      }
    case 'context_too_long':
      return {
        status: 400,
        message: 'Please reduce the length of the messages or completion.',
        code: 'context_length_exceeded',
        param: 'messages',
      }
    case 'content_filter':
      return {
        status: 400,
        message: 'The prompt was refused by the content policy. Please change it.',
        code: 'content_filter',
        param: 'messages',
      }
    case 'bad_request':
      return { status: 400, ...refusal }
    case 'images_unseen':
      return { status: 400, message: `messages[${refusal.message}].content must be a string` }
    case 'too_large':
      return { status: 413, message: 'Request Entity Too Large', code: 'request_too_large' }
    case 'unknown_url':
      return {
        status: 404,
        message: `Unknown request URL: ${refusal.method} ${refusal.path}. Please check the URL for typos, or see the docs at https://console.groq.com/docs/`,
        code: 'unknown_url',
      }
  }
}
