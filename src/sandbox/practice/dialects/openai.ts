import { event, type Dialect } from '../dialect.ts'
import { modelsOf, reasons } from '../models.ts'
import type { Answer } from '../question.ts'
import {
  badRequest,
  bearerOf,
  completionFrames,
  parseCompletion,
  questionOf,
  type Completion,
} from './chat-completions.ts'
import { refuse, serverError } from './openai-refusals.ts'
import { limitHeaders } from './limits.ts'

export const openai: Dialect = {
  provider: 'openai',
  keyOf: bearerOf,
  parse(request, key) {
    const completion = parseCompletion(request.body)
    if ('is' in completion) return completion
    return unsupported(completion) ?? questionOf('openai', key, completion)
  },
  headers: ({ id, question, inputTokens, outputTokens }) => ({
    'content-type': question.stream ? 'text/event-stream; charset=utf-8' : 'application/json',
    'x-request-id': `req_${id}`,
    'openai-version': '2020-10-01',
    'openai-organization': 'practice',
    ...limitHeaders({ requests: 500, tokens: 200_000 }, inputTokens + outputTokens),
  }),
  frames: (answer) =>
    completionFrames(answer, {
      every: { service_tier: 'default', system_fingerprint: null },
      message: { refusal: null },
      usage: usageOf(answer),
    }),
  refuse,
  errorFrame: event({ error: { ...serverError, param: null, code: null } }),
  malformedFrame: 'data: {"id":"chatcmpl-\n\n',
  models: {
    object: 'list',
    data: modelsOf.openai.map(({ id }) => ({
      id,
      object: 'model',
      created: 1_754_425_777,
      owned_by: 'system',
    })),
  },
}

const usageOf = ({ inputTokens, outputTokens }: Answer) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
})

/** What some models refuse although others take it. */
const unsupported = ({
  model,
  stream,
  stream_options,
  max_tokens,
  temperature,
  reasoning_effort,
}: Completion) => {
  if (stream_options && !stream) {
    const message = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
    return badRequest(message, 'stream_options', null)
  }
  if (reasoning_effort && !reasons(model)) {
    const message = "Unsupported parameter: 'reasoning_effort' is not supported with this model."
    return badRequest(message, 'reasoning_effort', 'unsupported_parameter')
  }
  if (max_tokens && reasons(model)) {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    return badRequest(message, 'max_tokens', 'unsupported_parameter')
  }
  if (typeof temperature === 'number' && temperature !== 1 && reasons(model)) {
    const message = `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`
    return badRequest(message, 'temperature', 'unsupported_value')
  }
  return null
}
