import type { ProviderSettings } from '../../config/sections/providers.ts'
import type { Driver, Prompt, PromptMessage, Usage } from '../contract.ts'
import { DONE, readEvents } from './events.ts'
import { countOf, fieldsOf, itemsOf, nameOf, textOf } from './json.ts'
import { sampled } from './sampling.ts'
import { readStream, type DriverOptions, type Finish, type Piece } from './stream.ts'
import { createThoughtFilters } from './thoughts.ts'

type Asked = { model: string; messages: ReturnType<typeof chatMessages> }
/** `settings`: as this prompt wants them. */
type Post = (asked: Asked, settings: ProviderSettings, key: string, signal: AbortSignal) => Promise<Response>

type Options = Omit<DriverOptions, 'baseUrl'> & {
  /** How closely images are looked at; null: as that server likes. */
  imageDetail?: 'high' | null
}

/**
 * A driver for whatever speaks OpenAI's chat completions; `post` sends the request with its own SDK. The stream is read
 * here: the SDKs' readers throw on the first malformed event, and to drop it below them, each would be read twice.
 */
export const completionsDriver = (
  { provider, settings, clock, imageDetail = null }: Options,
  post: Post,
): Driver => {
  const filter = createThoughtFilters(settings.thought_tags)
  return (prompt, model, key, signal) =>
    readStream(
      {
        route: { provider, model },
        clock,
        filter,
        open: async (signal) => {
          const asked = { model, messages: chatMessages(prompt, imageDetail) }
          const response = await post(asked, sampled(settings, prompt.sampling, model), key, signal)
          return { chunks: readEvents(response), headers: response.headers }
        },
        read: readCompletion,
      },
      signal,
    )
}

const chatMessages = ({ system, messages }: Prompt, imageDetail: 'high' | null) => [
  ...(system ? [{ role: 'system' as const, content: system }] : []),
  ...messages.map((message) => chatMessage(message, imageDetail)),
]

const chatMessage = ({ role, text, images = [] }: PromptMessage, imageDetail: 'high' | null) => {
  // Not every server knows parts.
  if (role === 'assistant' || images.length === 0) return { role, content: text }
  const parts = images.map(({ mediaType, base64 }) => ({
    type: 'image_url' as const,
    image_url: { url: `data:${mediaType};base64,${base64}`, ...(imageDetail && { detail: imageDetail }) },
  }))
  return { role, content: text ? [{ type: 'text' as const, text }, ...parts] : parts }
}

/**
 * A chunk as OpenAI sends it, or Groq and many others with additions; or all at once (`message`). Reasoning (`reasoning_content`, `reasoning`) is not
 * for the person who asked: only `content` is.
 */
const readCompletion = (chunk: unknown): Piece => {
  if (chunk === DONE) return { done: true }
  const { model, choices, usage, x_groq, error } = fieldsOf(chunk)
  const { delta, message, finish_reason } = fieldsOf(itemsOf(choices).find(isFirst))
  const { content, reasoning_content, reasoning } = fieldsOf(delta ?? message)
  const groq = fieldsOf(x_groq)
  return {
    text: contentOf(content),
    thought: textOf(reasoning_content) ?? textOf(reasoning),
    finish: finishOf(textOf(finish_reason)),
    usage: usageOf(usage ?? groq['usage']),
    model: nameOf(model),
    error: error ?? groq['error'],
  }
}

/** Where somebody asked for several answers at once, one is shown. */
const isFirst = (choice: unknown) => (fieldsOf(choice)['index'] ?? 0) === 0

/** Mistral's models send parts while they think. */
const contentOf = (content: unknown): string | undefined =>
  Array.isArray(content)
    ? content
        .map((part) => (fieldsOf(part)['type'] === 'text' ? textOf(fieldsOf(part)['text']) : ''))
        .join('')
    : textOf(content)

const finishOf = (reason: string | undefined): Finish | undefined => {
  // Gemini says after a colon what was filtered.
  switch (reason?.split(':')[0]) {
    case undefined:
      return undefined
    case 'length':
    case 'model_length': // Mistral
      return 'length'
    case 'content_filter':
      return 'content_refused'
    case 'abort': // vLLM
    case 'error': // OpenRouter
    case 'insufficient_system_resource': // DeepSeek
      return 'interrupted'
    default:
      return 'stop'
  }
}

const usageOf = (usage: unknown): Usage | undefined => {
  const inputTokens = countOf(fieldsOf(usage)['prompt_tokens'])
  const outputTokens = countOf(fieldsOf(usage)['completion_tokens']) ?? 0
  return inputTokens === undefined ? undefined : { inputTokens, outputTokens, estimated: false }
}
