import { providersSection, type ProviderSettings } from '../src/config/sections/providers.ts'
import type { Driver } from '../src/providers/contract.ts'
import type { DriverOptions } from '../src/providers/drivers/stream.ts'
import { createGeminiDriver } from '../src/providers/drivers/gemini.ts'
import { createGroqDriver } from '../src/providers/drivers/groq.ts'
import { createOpenAiDriver } from '../src/providers/drivers/openai.ts'
import { event } from './scripted-server.ts'

/** How a provider says things on the wire, for tests that hold all drivers to the same behaviour. */
export type Wire = {
  name: 'openai' | 'groq' | 'gemini'
  create: (options: DriverOptions) => Driver
  words: (text: string) => string
  /** Thoughts that are not for the person who asked. */
  thoughts: (text: string) => string
  finish: (reason?: 'stop' | 'length' | 'refused') => string
  usage: (input: number, output: number) => string
  end: string
}

const chunk = (delta: unknown, finish_reason: string | null = null) =>
  event({
    id: 'c1',
    object: 'chat.completion.chunk',
    model: 'answered',
    choices: [{ index: 0, delta, finish_reason }],
  })
const completionReasons = { stop: 'stop', length: 'length', refused: 'content_filter' }

export const openai: Wire = {
  name: 'openai',
  create: createOpenAiDriver,
  words: (content) => chunk({ content }),
  thoughts: (text) => chunk({ reasoning_content: text }),
  finish: (reason = 'stop') => chunk({}, completionReasons[reason]),
  usage: (prompt_tokens, completion_tokens) =>
    event({ model: 'answered', choices: [], usage: { prompt_tokens, completion_tokens } }),
  end: event('[DONE]'),
}

export const groq: Wire = {
  ...openai,
  name: 'groq',
  create: createGroqDriver,
  thoughts: (text) => chunk({ reasoning: text }),
  usage: (prompt_tokens, completion_tokens) =>
    event({
      model: 'answered',
      choices: [],
      x_groq: { id: 'r1', usage: { prompt_tokens, completion_tokens } },
    }),
}

const candidate = (text: string, more = {}) =>
  asGoogleWrites(
    event({
      modelVersion: 'answered',
      candidates: [{ content: { role: 'model', parts: [{ text }] }, ...more }],
    }),
  )

/** Its JSON never holds these two as they are, and its SDK relies on that. */
const asGoogleWrites = (text: string) =>
  text.replaceAll('\u2028', String.raw`\u2028`).replaceAll('\u2029', String.raw`\u2029`)

export const gemini: Wire = {
  name: 'gemini',
  create: createGeminiDriver,
  words: (text) => candidate(text),
  thoughts: (text) =>
    event({ candidates: [{ content: { role: 'model', parts: [{ text, thought: true }] } }] }),
  finish: (reason = 'stop') =>
    candidate('', { finishReason: { stop: 'STOP', length: 'MAX_TOKENS', refused: 'SAFETY' }[reason] }),
  usage: (promptTokenCount, candidatesTokenCount) =>
    event({ usageMetadata: { promptTokenCount, candidatesTokenCount } }),
  end: '',
}

export const wires: readonly Wire[] = [openai, groq, gemini]

export const settingsOf = (provider: Wire['name'], settings: object = {}): ProviderSettings =>
  providersSection.parse({ [provider]: settings })[provider]
