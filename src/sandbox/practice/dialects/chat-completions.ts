import type { Request } from 'express'
import { z } from 'zod'
import { event, type Frame } from '../dialect.ts'
import { readImage, type BadImage } from '../images.ts'
import type { Answer, Message, ProviderName, Question, Refusal, SeenImage } from '../question.ts'

const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('image_url'),
    image_url: z.object({ url: z.string(), detail: z.enum(['auto', 'low', 'high']).nullish() }),
  }),
])

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
  if (success) return imagesRefused(data) ?? data
  const { path = [], message = '' } = error.issues[0] ?? {}
  const param = path.join('.')
  return badRequest(`Invalid '${param}': ${message}.`, param, 'invalid_value')
}

const imagesRefused = ({ messages }: Completion): Refusal | null => {
  for (const [at, message] of messages.entries())
    for (const image of imagesOf(message)) {
      const param = `messages[${at}]`
      if (message.role !== 'user')
        return badRequest(
          `Invalid '${param}'. Image URLs are only allowed for messages with role 'user', but this message with role '${message.role}' contains an image URL.`,
          param,
          'invalid_value',
        )
      if (typeof image === 'string') return badRequest(imageProblems[image], null, 'invalid_image')
    }
  return null
}

const imageProblems: Record<BadImage, string> = {
  not_base64: 'Invalid base64 image_url.',
  unknown_type:
    "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
  not_an_image: 'The image data you provided does not represent a valid image.',
}

export const badRequest = (message: string, param: string | null, code: string | null): Refusal => ({
  is: 'bad_request',
  message,
  param,
  code,
})

export const questionOf = (provider: ProviderName, key: string, completion: Completion): Question => {
  const { model, messages, stream, stream_options, max_tokens, max_completion_tokens, temperature } =
    completion
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
    temperature: temperature ?? null,
  }
}

const instructs = (role: string) => role === 'system' || role === 'developer'

const asMessage = (message: Completion['messages'][number]): Message => ({
  role: message.role === 'assistant' ? 'assistant' : 'user',
  text: textOf(message),
  images: imagesOf(message).filter((image) => typeof image !== 'string'),
})

const textOf = ({ content }: Completion['messages'][number]) =>
  typeof content === 'string'
    ? content
    : (content ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('')

const imagesOf = ({ content }: Completion['messages'][number]): (SeenImage | BadImage)[] =>
  typeof content === 'string'
    ? []
    : (content ?? []).flatMap((part) => (part.type === 'text' ? [] : readUrl(part.image_url.url)))

/** Nothing is fetched: an address of somewhere else is no image here. */
const readUrl = (url: string) => {
  const [, mediaType = '', base64 = ''] = /^data:([^;,]*);base64,([^]*)$/.exec(url) ?? []
  return readImage(mediaType, base64)
}

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
