import type { Driver } from '../contract.ts'
import { usualAddresses } from './addresses.ts'
import { createClients } from './clients.ts'
import { completionsDriver } from './completions.ts'
import { createFetch } from './fetch.ts'
import { sdkTimeoutMs, type DriverOptions } from './stream.ts'

/** OpenAI, and with a base URL anything that speaks its protocol. */
export const createOpenAiDriver = ({ provider, settings, baseUrl, clock }: DriverOptions): Driver => {
  const clientOf = createClients(async (apiKey) => {
    // The largest SDK by far, in memory and time: loaded only by those who use it.
    const { OpenAI } = await import('openai')
    return new OpenAI({
      apiKey,
      baseURL: baseUrl ?? usualAddresses.openai,
      // What isn't said here, the SDK looks up in variables of its own.
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
      maxRetries: 0,
      timeout: sdkTimeoutMs,
      defaultHeaders: settings.headers,
      fetch: createFetch(settings.headers),
    })
  })
  const request = {
    stream_options: { include_usage: true },
    ...outputLimit(settings.body, settings.max_output_tokens, baseUrl ?? usualAddresses.openai),
    ...(settings.temperature !== undefined && { temperature: settings.temperature }),
    ...(settings.reasoning_effort && { reasoning_effort: settings.reasoning_effort }),
    ...settings.body,
    stream: true as const,
  }
  return completionsDriver({ provider, settings, clock }, async (asked, key, signal) => {
    const client = await clientOf(key)
    return client.chat.completions.create({ ...request, ...asked }, { signal }).asResponse()
  })
}

/** OpenAI's reasoning models refuse `max_tokens`; many compatible servers know nothing else. */
const outputLimit = (body: Record<string, unknown>, tokens: number, url: string) => {
  if ('max_tokens' in body || 'max_completion_tokens' in body) return {}
  // eu.api.openai.com is OpenAI, too.
  return /(^|\.)api\.openai\.com$/.test(new URL(url).hostname)
    ? { max_completion_tokens: tokens }
    : { max_tokens: tokens }
}
