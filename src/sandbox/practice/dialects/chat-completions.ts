import type { Request } from 'express'
import { z } from 'zod'
import { event, type Frame } from '../dialect.ts'
import type { Answer, Message, ProviderName, Question, Refusal } from '../question.ts'

const part = z.object({ type: z.string(), text: z.string().optional() })

const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(part)]).nullish(),
  name: z.string().optional(),
})

const completion = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  reasoning_effort: z.string().nullish(),
})

export type Completion = z.output<typeof completion>

/** What OpenAI's protocol and those made after it have in common: POST …/chat/completions. */
export const parseCompletion = (body: unknown): Completion | Refusal => {
  const { success, data, error } = completion.safeParse(body ?? {})
  if (success) return data
  const { path = [], message = '' } = error.issues[0] ?? {}
  const param = path.join('.')
  return badRequest(`Invalid '${param}': ${message}.`, param, 'invalid_value')
}

export const badRequest = (message: string, param: string | null, code: string | null): Refusal => ({
  is: 'bad_request',
  message,
  param,
  code,
})

export const questionOf = (provider: ProviderName, key: string, completion: Completion): Question => {
  const { model, messages, stream, stream_options, max_tokens, max_completion_tokens } = completion
  return {
    provider,
    model,
    key,
    system: messages
      .filter(({ role }) => instructs(role))
      .map(textOf)
      .join('\n'),
    messages: messages.filter(({ role }) => !instructs(role)).map(asMessage),
    stream: stream ?? false,
    includeUsage: stream_options?.include_usage ?? false,
    maxTokens: max_completion_tokens ?? max_tokens ?? null,
  }
}

const instructs = (role: string) => role === 'system' || role === 'developer'

const asMessage = (message: Completion['messages'][number]): Message => ({
  role: message.role === 'assistant' ? 'assistant' : 'user',
  text: textOf(message),
})

const textOf = ({ content }: Completion['messages'][number]) =>
  typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('')

export const bearerOf = (request: Request) => request.get('authorization')?.match(/^Bearer (.*)$/)?.[1] ?? ''

/** What a dialect adds to the objects that all of them send. */
export type Extras = { every: object; first?: object; last?: object; message?: object; usage: object }

export const completionFrames = (answer: Answer, extras: Extras): Frame[] =>
  answer.question.stream ? chunks(answer, extras) : wholeInHalves(answer, extras)

const chunks = (answer: Answer, { every, first, last, message, usage }: Extras): Frame[] => {
  const { includeUsage } = answer.question
  const frame = { ...common(answer, 'chat.completion.chunk'), ...every, ...(includeUsage && { usage: null }) }
  const chunk = (delta: object, finish_reason: string | null, more?: object) =>
    event({ ...frame, choices: [{ index: 0, delta, logprobs: null, finish_reason }], ...more })
  // Only the words change from chunk to chunk: with 500 streams at once the rest is too dear to be written anew.
  const [before = '', behind = ''] = chunk({ content: '\0' }, null).split(String.raw`"\u0000"`)
  return [
    { is: 'head', text: chunk({ role: 'assistant', content: '', ...message }, null, first) },
    ...answer.pieces.map((piece): Frame => ({ is: 'text', text: before + JSON.stringify(piece) + behind })),
    { is: 'finish', text: chunk({}, answer.finish, last) },
    ...(includeUsage ? [{ is: 'usage', text: event({ ...frame, choices: [], usage }) } as const] : []),
    { is: 'done', text: 'data: [DONE]\n\n' },
  ]
}

/** In two frames, so that a fault can come between. */
const wholeInHalves = (answer: Answer, { every, message, usage, last }: Extras): Frame[] => {
  const said = { role: 'assistant', content: answer.pieces.join(''), ...message }
  const choice = { index: 0, message: said, logprobs: null, finish_reason: answer.finish }
  return inHalves(
    JSON.stringify({ ...common(answer, 'chat.completion'), choices: [choice], usage, ...every, ...last }),
  )
}

export const inHalves = (body: string): Frame[] => [
  { is: 'text', text: body.slice(0, body.length / 2) },
  { is: 'finish', text: body.slice(body.length / 2) },
]

const common = ({ id, at, question }: Answer, object: string) => ({
  id: `chatcmpl-${id}`,
  object,
  created: Math.floor(at / 1000),
  model: question.model,
})
