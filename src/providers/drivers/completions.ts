import type { Driver, Prompt, Usage } from '../contract.ts'
import { readStream, type DriverOptions, type Finish, type Piece } from './stream.ts'
import { createThoughtFilters } from './thoughts.ts'

type Asked = { model: string; messages: ReturnType<typeof chatMessages> }
type Create = (asked: Asked, key: string, signal: AbortSignal) => Promise<AsyncIterable<CompletionChunk>>

/** A driver for whatever speaks OpenAI's chat completions; `create` sends the request with its own SDK. */
export const completionsDriver = (
  { provider, settings, clock }: Omit<DriverOptions, 'baseUrl'>,
  create: Create,
): Driver => {
  const filter = createThoughtFilters(settings.thought_tags)
  return (prompt, model, key, signal) =>
    readStream(
      {
        route: { provider, model },
        clock,
        filter,
        open: (signal) => create({ model, messages: chatMessages(prompt) }, key, signal),
        read: readCompletion,
      },
      signal,
    )
}

/** OpenAI's stream of chat completions, as far as we read it; Groq and many others speak it with additions. */
type CompletionChunk = {
  model?: string
  choices?: readonly { delta?: { content?: string | null }; finish_reason?: string | null }[]
  usage?: CompletionUsage | null
  x_groq?: { usage?: CompletionUsage | null; error?: string | null } | null
}
type CompletionUsage = { prompt_tokens?: number; completion_tokens?: number }

const chatMessages = ({ system, messages }: Prompt) => [
  ...(system ? [{ role: 'system' as const, content: system }] : []),
  ...messages.map(({ role, text }) => ({ role, content: text })),
]

/** Reasoning (`reasoning_content`, `reasoning`) is not for the person who asked: only `content` is. */
const readCompletion = ({ model, choices, usage, x_groq }: CompletionChunk): Piece => ({
  text: choices?.[0]?.delta?.content ?? undefined,
  finish: finishOf(choices?.[0]?.finish_reason),
  usage: usageOf(usage ?? x_groq?.usage),
  model: model || undefined,
  error: x_groq?.error ?? undefined,
})

const finishOf = (reason: string | null | undefined): Finish | undefined => {
  switch (reason) {
    case null:
    case undefined:
    case '':
      return undefined
    case 'length':
      return 'length'
    case 'content_filter':
      return 'content_refused'
    case 'abort': // vLLM
    case 'error': // OpenRouter
      return 'interrupted'
    default:
      return 'stop'
  }
}

const usageOf = (usage: CompletionUsage | null | undefined): Usage | undefined =>
  usage?.prompt_tokens === undefined
    ? undefined
    : { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens ?? 0, estimated: false }
