import type { ProviderSettings } from '../../config/sections/providers.ts'
import type { Driver } from '../contract.ts'
import { usualAddresses } from './addresses.ts'
import { createClients } from './clients.ts'
import { completionsDriver } from './completions.ts'
import { createFetch } from './fetch.ts'
import { sdkTimeoutMs, type DriverOptions } from './stream.ts'

export const createGroqDriver = ({ provider, settings, baseUrl, clock }: DriverOptions): Driver => {
  const clientOf = createClients(async (apiKey) => {
    const { Groq } = await import('groq-sdk')
    return new Groq({
      apiKey,
      // The SDK adds /openai/v1 itself; people copy the address with it.
      baseURL: baseUrl?.replace(/(\/openai\/v1)?\/*$/, '') ?? usualAddresses.groq,
      // Off, or it prints what it cannot parse; said here, or the SDK looks it up in a variable of its own.
      logLevel: 'off',
      maxRetries: 0,
      timeout: sdkTimeoutMs,
      defaultHeaders: settings.headers,
      fetch: createFetch(settings.headers),
    })
  })
  return completionsDriver({ provider, settings, clock }, async (asked, settings, key, signal) => {
    const client = await clientOf(key)
    const request = { ...fieldsFrom(settings), ...asked }
    return client.chat.completions.create(request, { signal }).asResponse()
  })
}

const fieldsFrom = ({ max_output_tokens, temperature, reasoning_effort, body }: ProviderSettings) => ({
  max_completion_tokens: max_output_tokens,
  ...(temperature !== undefined && { temperature }),
  ...(reasoning_effort && { reasoning_effort: reasoning_effort === 'minimal' ? 'low' : reasoning_effort }),
  ...body,
  stream: true as const,
})
