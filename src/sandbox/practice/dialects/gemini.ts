import type { Request } from 'express'
import { z } from 'zod'
import { event, type Dialect, type Frame } from '../dialect.ts'
import { modelsOf } from '../models.ts'
import { readImage, type BadImage } from '../images.ts'
import type { Answer, Finish, Message, Question, Refusal, SeenImage } from '../question.ts'
import { inHalves } from './chat-completions.ts'
import { refuse, serverError } from './gemini-refusals.ts'

// Gemini ends its lines as HTTP does; OpenAI and Groq as Unix does.
const END = '\r\n\r\n'

const parts = z.array(
  z.object({
    text: z.string().optional(),
    inlineData: z.object({ mimeType: z.string(), data: z.string() }).optional(),
  }),
)

const generation = z.object({
  contents: z.array(z.object({ role: z.string().optional(), parts })).min(1, 'contents is not specified'),
  systemInstruction: z.union([z.string(), z.object({ parts })]).optional(),
  generationConfig: z
    .object({
      temperature: z.number().min(0).max(2).optional(),
      maxOutputTokens: z.int().positive().optional(),
    })
    .optional(),
})

export const gemini: Dialect = {
  provider: 'gemini',
  keyOf: (request) =>
    request.get('x-goog-api-key') ?? (typeof request.query.key === 'string' ? request.query.key : ''),
  parse,
  headers: ({ question }) => ({
    'content-type': question.stream ? 'text/event-stream' : 'application/json; charset=UTF-8',
    'server-timing': 'gfet4t7; dur=150',
    'x-content-type-options': 'nosniff',
  }),
  frames: (answer) =>
    answer.question.stream ? chunks(answer) : inHalves(JSON.stringify(whole(answer), null, 2)),
  refuse,
  errorFrame: event({ error: serverError }, END),
  malformedFrame: `data: {"candidates": [{"content":${END}`,
  models: {
    models: modelsOf.gemini.map(({ id, context }) => ({
      name: `models/${id}`,
      displayName: id,
      description: 'A practice model',
      inputTokenLimit: context,
      outputTokenLimit: 65_536,
      supportedGenerationMethods: ['generateContent', 'countTokens'],
      temperature: 1,
      maxTemperature: 2,
    })),
  },
}

function parse(request: Request, key: string): Question | Refusal {
  const [model = '', method] = String(request.params.call).split(':')
  const streams = method === 'streamGenerateContent' && request.query.alt === 'sse'
  if (!streams && method !== 'generateContent') return unknown(request)
  const { success, data, error } = generation.safeParse(request.body ?? {})
  if (!success) return invalid(error)
  const { contents, systemInstruction, generationConfig } = data
  const stranger = contents.find(({ role = 'user' }) => role !== 'user' && role !== 'model')
  if (stranger) return badRequest('Please use a valid role: user, model.', null)
  for (const { mimeType, image } of contents.flatMap(({ parts }) => parts.flatMap(imageIn)))
    if (typeof image === 'string') return badRequest(imageProblems[image](mimeType), null)
  return {
    provider: 'gemini',
    model,
    key,
    system:
      typeof systemInstruction === 'string' ? systemInstruction : textOf(systemInstruction?.parts ?? []),
    messages: contents.flatMap(messagesOf),
    stream: streams,
    includeUsage: true,
    maxTokens: generationConfig?.maxOutputTokens ?? null,
    temperature: generationConfig?.temperature ?? null,
  }
}

type Part = z.output<typeof parts>[number]

/** A turn has a part for the text of each of the messages that one side wrote in a row, and their images behind it. */
const messagesOf = ({ role, parts }: z.output<typeof generation>['contents'][number]) => {
  const messages: (Message & { images: SeenImage[] })[] = []
  for (const part of parts) {
    const images = imageIn(part).flatMap(({ image }) => (typeof image === 'string' ? [] : image))
    const last = messages.at(-1)
    if (part.text === undefined && last) last.images.push(...images)
    else messages.push({ role: role === 'model' ? 'assistant' : 'user', text: part.text ?? '', images })
  }
  return messages
}

const imageIn = ({ inlineData }: Part) => {
  if (!inlineData) return []
  const { mimeType, data } = inlineData
  return [{ mimeType, image: mimeType === 'image/gif' ? 'unknown_type' : readImage(mimeType, data) }] as const
}

const imageProblems: Record<BadImage, (mimeType: string) => string> = {
  not_base64: () => "Invalid value at 'contents.parts.inline_data.data' (TYPE_BYTES), Base64 decoding failed",
  unknown_type: (mimeType) => `Unsupported MIME type: ${mimeType}`,
  not_an_image: () =>
    'Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
}

const textOf = (parts: readonly { text?: string | undefined }[]) =>
  parts.map(({ text }) => text ?? '').join('')

const unknown = ({ method, path }: Request): Refusal => ({ is: 'unknown_url', method, path })

const invalid = (error: z.ZodError): Refusal => {
  const { path = [], message = '' } = error.issues[0] ?? {}
  const field = path.join('.')
  return badRequest(`* GenerateContentRequest.${field}: ${message}`, field)
}

const badRequest = (message: string, param: string | null): Refusal => ({
  is: 'bad_request',
  message,
  param,
  code: null,
})

/** The last words come together with the reason why they are the last. */
const chunks = (answer: Answer): Frame[] => {
  const { finish, pieces } = answer
  const filtered = finish === 'content_filter'
  const spoken = filtered ? pieces : pieces.slice(0, -1)
  const last = filtered ? undefined : pieces.at(-1)
  const [before = '', behind = ''] = event(response(answer, candidate('\0')), END).split(String.raw`"\u0000"`)
  return [
    ...spoken.map((piece): Frame => ({ is: 'text', text: before + JSON.stringify(piece) + behind })),
    { is: 'finish', text: event(response(answer, candidate(last, finish)), END) },
  ]
}

const whole = (answer: Answer) => {
  const said = answer.finish === 'content_filter' ? undefined : answer.pieces.join('') || undefined
  return response(answer, candidate(said, answer.finish))
}

/** Before the last chunk only the prompt has been counted. */
const response = ({ id, question, inputTokens, outputTokens }: Answer, candidate: Candidate) => ({
  candidates: [candidate],
  usageMetadata: {
    promptTokenCount: inputTokens,
    ...(candidate.finishReason && { candidatesTokenCount: outputTokens }),
    totalTokenCount: inputTokens + (candidate.finishReason ? outputTokens : 0),
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: inputTokens }],
  },
  modelVersion: question.model,
  responseId: id,
})

type Candidate = { content: object; finishReason?: string; index: number }

/** Where nothing is said there are no parts: the trap of an empty answer. */
const candidate = (text: string | undefined, finish?: Finish): Candidate => ({
  content: { ...(text !== undefined && { parts: [{ text }] }), role: 'model' },
  ...(finish && { finishReason: finishReasons[finish] }),
  index: 0,
})

const finishReasons: Record<Finish, string> = { stop: 'STOP', length: 'MAX_TOKENS', content_filter: 'SAFETY' }
