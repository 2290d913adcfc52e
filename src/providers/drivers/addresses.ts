import type { ProviderKind } from '../../config/sections/providers.ts'

/** Where each protocol's own provider is, if the settings say nothing else. */
export const usualAddresses: Readonly<Record<ProviderKind, string>> = {
  groq: 'https://api.groq.com',
  gemini: 'https://generativelanguage.googleapis.com',
  openai: 'https://api.openai.com/v1',
}
