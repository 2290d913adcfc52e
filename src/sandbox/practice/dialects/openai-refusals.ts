import type { Refused } from '../dialect.ts'
import { maskedKey } from '../keys.ts'
import type { Refusal } from '../question.ts'
import { limitedHeaders } from './limits.ts'

export const refuse = (refusal: Refusal): Refused => {
  const { status, message, type = 'invalid_request_error', code = null, param = null } = problemOf(refusal)
  const retryAfter = 'retryAfter' in refusal ? refusal.retryAfter : null
  const resetAfter = 'resetAfter' in refusal ? refusal.resetAfter : null
  return {
    status,
    headers: { 'content-type': 'application/json', ...limitedHeaders(retryAfter, resetAfter) },
    body: JSON.stringify({ error: { message, type, param, code } }, null, 4),
  }
}

export const serverError = {
  message: 'The server had an error while processing your request. Sorry about that!',
  type: 'server_error',
}

type Problem = { status: number; message: string; type?: string; code?: string | null; param?: string | null }

const whereKeysAre = 'You can find your API key at https://platform.openai.com/account/api-keys.'

const problemOf = (refusal: Refusal): Problem => {
  switch (refusal.is) {
    case 'no_key':
      return { status: 401, message: `You didn't provide an API key. ${whereKeysAre}` }
    case 'bad_key':
      return {
        status: 401,
        message: `Incorrect API key provided: ${maskedKey(refusal.key)}. ${whereKeysAre}`,
        code: 'invalid_api_key',
      }
    case 'forbidden_key':
      return {
        status: 403,
        message: 'You have insufficient permissions for this operation.',
        code: 'insufficient_permissions',
      }
    case 'payment_required':
      return {
        status: 402,
        message: 'This request requires more credits: add some to your account.',
        type: 'insufficient_quota',
        code: 'payment_required',
      }
    case 'insufficient_quota':
      return {
        status: 429,
        message:
          'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }
    case 'rate_limited':
      return {
        status: 429,
        message: `Rate limit reached for ${refusal.model} in organization org-practice on requests per min (RPM): Limit 500, Used 500, Requested 1. Visit https://platform.openai.com/account/rate-limits to learn more.`,
        type: 'requests',
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
          'That model is currently overloaded with other requests. You can retry your request, or contact us through our help center at help.openai.com if the error persists.',
        type: 'server_error',
      }
    case 'context_too_long':
      return {
        status: 400,
        message: `This model's maximum context length is ${refusal.limit} tokens. However, your messages resulted in ${refusal.tokens} tokens. Please reduce the length of the messages.`,
        code: 'context_length_exceeded',
        param: 'messages',
      }
    case 'content_filter':
      return {
        status: 400,
        message:
          'The response was filtered due to the prompt triggering our content management policy. Please modify your prompt and retry.',
        code: 'content_filter',
        param: 'prompt',
      }
    case 'bad_request':
      return { status: 400, ...refusal }
    case 'images_unseen':
      return {
        status: 400,
        message: 'Invalid content type. image_url is only supported by certain models.',
        param: `messages.[${refusal.message}].content.[${refusal.part}].type`,
      }
    case 'too_large':
      return { status: 413, message: 'Request too large.' }
    case 'unknown_url':
      return { status: 404, message: `Invalid URL (${refusal.method} ${refusal.path})` }
  }
}
