import type { Content, Part } from '@google/generative-ai'
import type { ProviderSettings } from '../../config/sections/providers.ts'
import type { Driver, Prompt, PromptMessage, Usage } from '../contract.ts'
import { usualAddresses } from './addresses.ts'
import { createClients } from './clients.ts'
import { countOf, fieldsOf, itemsOf, nameOf, textOf } from './json.ts'
import { sampled } from './sampling.ts'
import { readStream, type DriverOptions, type Finish, type Piece } from './stream.ts'
import { createThoughtFilters } from './thoughts.ts'

export const createGeminiDriver = ({ provider, settings, baseUrl, clock }: DriverOptions): Driver => {
  const clientOf = createClients(async (key) => {
    const { GoogleGenerativeAI } = await import('@google/generative-ai')
    return new GoogleGenerativeAI(key)
  })
  const options = {
    // The SDK adds /v1beta itself; people copy the address with it.
    baseUrl: baseUrl?.replace(/(\/v1beta)?\/*$/, '') ?? usualAddresses.gemini,
    customHeaders: settings.headers,
  }
  const open = async (prompt: Prompt, model: string, key: string, signal: AbortSignal) => {
    const gemini = (await clientOf(key)).getGenerativeModel({ model }, options)
    // The SDK doesn't look whether the signal has been aborted already.
    signal.throwIfAborted()
    const { stream, response } = await gemini.generateContentStream(
      requestOf(prompt, model, sampled(settings, prompt.sampling, model)),
      {
        ...options,
        signal,
      },
    )
    // Nobody reads the whole; when the stream breaks, its promise would end the process.
    response.catch(() => {})
    return { chunks: stream, headers: null }
  }
  const filter = createThoughtFilters(settings.thought_tags)
  return (prompt, model, key, signal) =>
    readStream(
      {
        route: { provider, model },
        clock,
        filter,
        open: (signal) => open(prompt, model, key, signal),
        read: readChunk,
      },
      signal,
    )
}

const requestOf = (prompt: Prompt, model: string, settings: ProviderSettings) => {
  const { generationConfig, ...body } = settings.body
  return {
    contents: contentsOf(prompt),
    ...(prompt.system && { systemInstruction: prompt.system }),
    ...body,
    generationConfig: {
      maxOutputTokens: settings.max_output_tokens,
      ...(settings.temperature !== undefined && { temperature: settings.temperature }),
      ...(settings.reasoning_effort && { thinkingConfig: thinking(model, settings.reasoning_effort) }),
      ...(typeof generationConfig === 'object' && !Array.isArray(generationConfig) && generationConfig),
    },
  }
}

/** Gemini wants turns that alternate: what one side said in a row becomes one. */
const contentsOf = ({ messages }: Prompt) => {
  const contents: Content[] = []
  for (const message of messages) {
    const speaker = message.role === 'assistant' ? 'model' : 'user'
    const last = contents.at(-1)
    if (last?.role === speaker) last.parts.push(...partsOf(message))
    else contents.push({ role: speaker, parts: partsOf(message) })
  }
  return contents
}

const partsOf = ({ text, images = [] }: PromptMessage): Part[] => {
  const seen = images.map(({ mediaType, base64 }) => ({ inlineData: { mimeType: mediaType, data: base64 } }))
  return text || seen.length === 0 ? [{ text }, ...seen] : seen
}

/** Gemini 2 counts its thoughts in tokens, those after it in levels; none of these can be told not to think. */
const thinking = (model: string, effort: NonNullable<ProviderSettings['reasoning_effort']>) => {
  if (!model.startsWith('gemini-2')) return { thinkingLevel: effort === 'none' ? 'minimal' : effort }
  return { thinkingBudget: { none: 0, minimal: 1024, low: 1024, medium: 8192, high: 24_576 }[effort] }
}

const readChunk = (chunk: unknown): Piece => {
  const { candidates, promptFeedback, usageMetadata, modelVersion, error } = fieldsOf(chunk)
  const { content, finishReason } = fieldsOf(itemsOf(candidates)[0])
  const parts = itemsOf(fieldsOf(content)['parts'])
  return {
    text: parts.map(wordsOf).join(''),
    thought: parts.map(thoughtOf).join(''),
    finish: fieldsOf(promptFeedback)['blockReason'] ? 'content_refused' : finishOf(textOf(finishReason)),
    usage: usageOf(fieldsOf(usageMetadata)),
    model: nameOf(modelVersion),
    error,
  }
}

const thoughtOf = (part: unknown) => {
  const { text, thought } = fieldsOf(part)
  return thought ? (textOf(text) ?? '') : ''
}

const wordsOf = (part: unknown) => {
  const { text, thought } = fieldsOf(part)
  return thought ? '' : (textOf(text) ?? '')
}

const usageOf = (usage: Record<string, unknown>): Usage | undefined => {
  const inputTokens = countOf(usage['promptTokenCount'])
  if (inputTokens === undefined) return undefined
  const said = countOf(usage['candidatesTokenCount']) ?? 0
  const thought = countOf(usage['thoughtsTokenCount']) ?? 0
  return { inputTokens, outputTokens: said + thought, estimated: false }
}

const finishOf = (reason: string | undefined): Finish | undefined => {
  switch (reason) {
    case undefined:
      return undefined
    case 'STOP':
      return 'stop'
    case 'MAX_TOKENS':
      return 'length'
    case 'SAFETY':
    case 'RECITATION':
    case 'LANGUAGE':
    case 'BLOCKLIST':
    case 'PROHIBITED_CONTENT':
    case 'SPII':
      return 'content_refused'
    default:
      return 'interrupted'
  }
}
