import type { Dialect } from '../dialect.ts'
import { modelsOf, reasons } from '../models.ts'
import type { Answer, Question, Refusal } from '../question.ts'
import {
  badRequest,
  bearerOf,
  completionFrames,
  parseCompletion,
  questionOf,
  type Completion,
} from './chat-completions.ts'
import { refuse, serverError } from './groq-refusals.ts'
import { limitHeaders } from './limits.ts'

export const groq: Dialect = {
  provider: 'groq',
  keyOf: bearerOf,
  parse(request, key) {
    const completion = parseCompletion(request.body)
    if ('is' in completion) return completion
    const question = questionOf('groq', key, completion)
    return unsupported(completion, question) ?? question
  },
  headers: ({ id, question, inputTokens, outputTokens }) => ({
    'content-type': question.stream ? 'text/event-stream' : 'application/json',
    'x-request-id': `req_${id}`,
    'x-groq-region': 'practice',
    ...limitHeaders({ requests: 1000, tokens: 12_000 }, inputTokens + outputTokens),
  }),
  frames(answer) {
    const id = `req_${answer.id}`
    const usage = usageOf(answer)
    const last = answer.question.stream ? { x_groq: { id, usage } } : { x_groq: { id } }
    const every = { system_fingerprint: 'fp_practice' }
    return completionFrames(answer, { every, first: { x_groq: { id } }, last, usage })
  },
  refuse,
  errorFrame: `event: error\ndata: ${JSON.stringify({ error: serverError })}\n\n`,
  malformedFrame: 'data: {"id":"chatcmpl-\n\n',
  models: {
    object: 'list',
    data: modelsOf.groq.map(({ id, context }) => ({
      id,
      object: 'model',
      created: 1_754_407_957,
      owned_by: 'Practice',
      active: true,
      context_window: context,
      public_apps: null,
      max_completion_tokens: 32_768,
    })),
  },
}

const usageOf = ({ inputTokens, outputTokens }: Answer) => ({
  queue_time: 0.01,
  prompt_tokens: inputTokens,
  prompt_time: 0.01,
  completion_tokens: outputTokens,
  completion_time: 0.1,
  total_tokens: inputTokens + outputTokens,
  total_time: 0.11,
})

const MOST_IMAGES = 5
const MOST_IMAGE_BYTES = 3_145_728 // as base64: 4 MB

const unsupported = (completion: Completion, { messages: asked }: Question): Refusal | null => {
  const { model, messages, reasoning_effort } = completion
  const images = asked.flatMap((message) => message.images)
  if (images.length > MOST_IMAGES)
    return badRequest(`Too many images provided. This model supports up to ${MOST_IMAGES} images`, null, null)
  if (images.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_IMAGE_BYTES) return { is: 'too_large' }
  const named = messages.findIndex(({ name }) => name !== undefined)
  if (named >= 0) {
    return badRequest(`'messages.${named}' : for 'role:user' property 'name' is unsupported`, null, null)
  }
  if (reasoning_effort && !reasons(model)) {
    return badRequest('`reasoning_effort` is not supported with this model', null, null)
  }
  return null
}
