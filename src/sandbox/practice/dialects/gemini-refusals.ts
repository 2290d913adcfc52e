import type { Refused } from '../dialect.ts'
import type { Refusal } from '../question.ts'

export const refuse = (refusal: Refusal): Refused => {
  if (refusal.is === 'content_filter') return blocked(refusal.stream)
  const { code, status, message, details } = problemOf(refusal)
  return {
    status: code,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify({ error: { code, message, status, details } }, null, 2),
  }
}

/** A prompt that is refused is answered with status 200, no candidates and a reason. */
const blocked = (stream: boolean): Refused => {
  const body = JSON.stringify({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } })
  return stream
    ? { status: 200, headers: { 'content-type': 'text/event-stream' }, body: `data: ${body}\r\n\r\n` }
    : { status: 200, headers: { 'content-type': 'application/json; charset=UTF-8' }, body }
}

export const serverError = {
  code: 500,
  message:
    'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
  status: 'INTERNAL',
}

type Problem = { code: number; status: string; message: string; details?: readonly Detail[] | undefined }
type Detail = { '@type': `type.googleapis.com/google.rpc.${string}` }

const problemOf = (refusal: Exclude<Refusal, { is: 'content_filter' }>): Problem => {
  switch (refusal.is) {
    case 'no_key':
      return {
        code: 403,
        status: 'PERMISSION_DENIED',
        message:
          "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
      }
    case 'bad_key': {
      const message = 'API key not valid. Please pass a valid API key.'
      return {
        code: 400,
        status: 'INVALID_ARGUMENT',
        message,
        details: [errorInfo('API_KEY_INVALID'), detail('LocalizedMessage', { locale: 'en-US', message })],
      }
    }
    case 'forbidden_key':
      return {
        code: 403,
        status: 'PERMISSION_DENIED',
        message: 'Your API key was reported as leaked. Please use another API key.',
      }
    case 'payment_required':
      return {
        code: 402,
        status: 'FAILED_PRECONDITION',
        message: 'Please enable billing on your project in Google AI Studio.',
      }
    case 'insufficient_quota':
      return quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier', refusal.model, null)
    case 'rate_limited':
      return quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier', refusal.model, refusal.retryAfter)
    case 'model_missing':
      return {
        code: 404,
        status: 'NOT_FOUND',
        message: `models/${refusal.model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
      }
    case 'server_error':
      return { ...serverError, code: refusal.status, details: retryInfo(refusal.retryAfter) }
    case 'overloaded':
      return {
        code: refusal.status,
        status: 'UNAVAILABLE',
        message: 'The model is overloaded. Please try again later.',
        details: retryInfo(refusal.retryAfter),
      }
    case 'context_too_long':
      return {
        code: 400,
        status: 'INVALID_ARGUMENT',
        message: `The input token count (${refusal.tokens}) exceeds the maximum number of tokens allowed (${refusal.limit}).`,
      }
    case 'bad_request':
      return {
        code: 400,
        status: 'INVALID_ARGUMENT',
        message: refusal.message,
        details: refusal.param
          ? [
              detail('BadRequest', {
                fieldViolations: [{ field: refusal.param, description: refusal.message }],
              }),
            ]
          : undefined,
      }
    case 'images_unseen':
      return {
        code: 400,
        status: 'INVALID_ARGUMENT',
        message: `Image input modality is not enabled for models/${refusal.model}`,
      }
    case 'too_large':
      return { code: 413, status: 'INVALID_ARGUMENT', message: 'Request payload size exceeds the limit.' }
    case 'unknown_url':
      return {
        code: 404,
        status: 'NOT_FOUND',
        message: `Method not found: ${refusal.method} ${refusal.path}`,
      }
  }
}

/** The same words for a minute's and a day's quota: only its id tells them apart. */
const quota = (quotaId: string, model: string, retryAfter: number | null): Problem => ({
  code: 429,
  status: 'RESOURCE_EXHAUSTED',
  message:
    'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.',
  details: [
    detail('QuotaFailure', {
      violations: [
        {
          quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
          quotaId,
          quotaDimensions: { location: 'global', model },
          quotaValue: '10',
        },
      ],
    }),
    detail('Help', {
      links: [
        {
          description: 'Learn more about Gemini API quotas',
          url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
        },
      ],
    }),
    ...(retryInfo(retryAfter) ?? []),
  ],
})

const errorInfo = (reason: string) =>
  detail('ErrorInfo', {
    reason,
    domain: 'googleapis.com',
    metadata: { service: 'generativelanguage.googleapis.com' },
  })

const retryInfo = (seconds: number | null) =>
  seconds === null ? undefined : [detail('RetryInfo', { retryDelay: `${seconds}s` })]

const detail = (type: string, fields: object): Detail => ({
  '@type': `type.googleapis.com/google.rpc.${type}`,
  ...fields,
})
