import type { ProviderSettings } from '../../config/sections/providers.ts'
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
  // eu.api.openai.com is OpenAI, too.
  const isOpenAi = /(^|\.)api\.openai\.com$/.test(new URL(baseUrl ?? usualAddresses.openai).hostname)
  // Left to itself, OpenAI looks at large images at five times the cost.
  const imageDetail = isOpenAi ? ('high' as const) : null
  const options = { provider, settings, clock, imageDetail }
  return completionsDriver(options, async (asked, settings, key, signal) => {
    const client = await clientOf(key)
    const request = { ...fieldsFrom(settings, isOpenAi), ...asked }
    return client.chat.completions.create(request, { signal }).asResponse()
  })
}

const fieldsFrom = (
  { max_output_tokens, temperature, reasoning_effort, body }: ProviderSettings,
  isOpenAi: boolean,
) => ({
  stream_options: { include_usage: true },
  ...outputLimit(body, max_output_tokens, isOpenAi),
  ...(temperature !== undefined && { temperature }),
  ...(reasoning_effort && { reasoning_effort }),
  ...body,
  stream: true as const,
})

/** OpenAI's reasoning models refuse `max_tokens`; many compatible servers know nothing else. */
const outputLimit = (body: object, tokens: number, isOpenAi: boolean) => {
  if ('max_tokens' in body || 'max_completion_tokens' in body) return {}
  return isOpenAi ? { max_completion_tokens: tokens } : { max_tokens: tokens }
}
