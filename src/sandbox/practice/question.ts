export const providerNames = ['openai', 'groq', 'gemini'] as const
export type ProviderName = (typeof providerNames)[number]

export type SeenImage = { mediaType: string; bytes: number }

export type Message = { role: 'user' | 'assistant'; text: string; images: readonly SeenImage[] }

/** What a request asks for, in no provider's own words. */
export type Question = {
  provider: ProviderName
  model: string
  key: string
  system: string
  messages: readonly Message[]
  stream: boolean
  /** OpenAI's stream_options.include_usage. */
  includeUsage: boolean
  maxTokens: number | null
  temperature: number | null
}

export type Finish = 'stop' | 'length' | 'content_filter'

/** What will be said to it. */
export type Answer = {
  /** Unique, in no provider's form. */
  id: string
  /** Milliseconds since the Unix epoch. */
  at: number
  question: Question
  pieces: readonly string[]
  finish: Finish
  inputTokens: number
  outputTokens: number
}

/** Why a provider doesn't answer at all, in no provider's own words. */
export type Refusal =
  | { is: 'no_key' }
  | { is: 'bad_key'; key: string }
  | { is: 'forbidden_key' }
  | { is: 'payment_required' }
  | { is: 'insufficient_quota'; model: string }
  | { is: 'rate_limited'; model: string; retryAfter: number | null; resetAfter: number | null }
  | { is: 'model_missing'; model: string }
  | { is: 'server_error'; status: number; retryAfter: number | null }
  | { is: 'overloaded'; status: number; retryAfter: number | null }
  | { is: 'context_too_long'; tokens: number; limit: number }
  | { is: 'content_filter'; stream: boolean }
  | { is: 'bad_request'; message: string; param: string | null; code: string | null }
  /** `message`, `part`: where the first image is. */
  | { is: 'images_unseen'; model: string; message: number; part: number }
  | { is: 'too_large' }
  | { is: 'unknown_url'; method: string; path: string }

export const hasImages = ({ messages }: Question) => messages.some(({ images }) => images.length > 0)
