import { z } from 'zod'
import { ChatError, TimeoutError } from '../lib/errors.ts'
import type { Finding, Subject } from './contract.ts'

/** One request to whoever looks at things; throws ModerationError when there is no answer to go by. */
export type Service = (subject: Subject, signal: AbortSignal) => Promise<Finding>

/** The service gave no answer. Holds nothing of what was looked at. */
export class ModerationError extends ChatError {
  override readonly retryable: boolean
  constructor(detail: string, retryable: boolean) {
    super('moderation', detail)
    this.retryable = retryable
  }
}

/** OpenAI's moderation endpoint, or one that speaks the same at another address. */
export const openAiService =
  (baseUrl: string, key: string): Service =>
  async ({ text, images }, signal) => {
    const url = `${baseUrl.replace(/\/+$/, '')}/moderations`
    const headers = { authorization: `Bearer ${key}` }
    const ask = async (input: readonly object[]) =>
      parsed(openAiAnswer, await post(url, { model: 'omni-moderation-latest', input }, headers, signal))
    const answers = await Promise.all(requestsFor(text, images).map(ask))
    const flagged = answers.flatMap(({ results }) => results).filter((result) => result.flagged)
    const categories = flagged.flatMap((result) =>
      Object.entries(result.categories).flatMap(([category, is]) => (is === true ? category : [])),
    )
    return findingOf(flagged.length > 0, categories)
  }

/** It takes one picture at a time. */
const requestsFor = (text: string, images: Subject['images']) => {
  const words = text.trim() === '' ? [] : [{ type: 'text', text }]
  const [first, ...others] = images.map(({ mediaType, base64 }) => ({
    type: 'image_url',
    image_url: { url: `data:${mediaType};base64,${base64}` },
  }))
  return [[...words, ...(first ? [first] : [])], ...others.map((picture) => [picture])]
}

/** An operator's own: POST {direction, text} → {flagged, categories}. It isn't shown pictures. */
export const ownService =
  (url: string): Service =>
  async ({ direction, text }, signal) => {
    const { flagged, categories } = parsed(ownAnswer, await post(url, { direction, text }, {}, signal))
    return findingOf(flagged, categories)
  }

const openAiAnswer = z.object({
  results: z
    .array(z.object({ flagged: z.boolean(), categories: z.record(z.string(), z.boolean().nullable()) }))
    .min(1),
})

const ownAnswer = z.object({
  flagged: z.boolean(),
  categories: z.array(z.string().max(200)).max(100).default([]),
})

const findingOf = (flagged: boolean, categories: readonly string[]): Finding =>
  flagged
    ? { is: 'hit', categories: [...new Set(categories.length > 0 ? categories : ['unnamed'])].sort() }
    : { is: 'fine' }

const parsed = <Answer>(schema: z.ZodType<Answer>, said: unknown): Answer => {
  const { data, success } = schema.safeParse(said)
  if (!success) throw new ModerationError('its answer has another shape than agreed', false)
  return data
}

const post = async (
  url: string,
  body: unknown,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<unknown> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      redirect: 'error',
      signal,
    })
    if (response.ok) return await response.json()
    await response.body?.cancel()
    const passes = response.status === 429 || response.status >= 500
    throw new ModerationError(`HTTP ${response.status}`, passes)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (error instanceof ModerationError || error instanceof TimeoutError) throw error
    const shapeless = error instanceof SyntaxError
    throw new ModerationError(shapeless ? 'its answer is no JSON' : 'it could not be reached', !shapeless)
  }
}
