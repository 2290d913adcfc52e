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
  const effort = settings.reasoning_effort === 'minimal' ? 'low' : settings.reasoning_effort
  const request = {
    max_completion_tokens: settings.max_output_tokens,
    ...(settings.temperature !== undefined && { temperature: settings.temperature }),
    ...(effort && { reasoning_effort: effort }),
    ...settings.body,
    stream: true as const,
  }
  return completionsDriver({ provider, settings, clock }, async (asked, key, signal) => {
    const client = await clientOf(key)
    return client.chat.completions.create({ ...request, ...asked }, { signal }).asResponse()
  })
}
