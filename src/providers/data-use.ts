import type { ProviderSettings } from '../config/sections/providers.ts'
import { usualAddresses } from './drivers/addresses.ts'

/** What a provider does with what people write: the operator's word, else what is known of the place that is asked. */
export const dataUseOf = ({ data_use, base_url, kind }: ProviderSettings): string | null => {
  if (data_use !== undefined) return data_use
  const { hostname } = new URL(base_url ?? usualAddresses[kind])
  return known.find(({ host }) => hostname === host || hostname.endsWith(`.${host}`))?.does ?? null
}

/** As of 2026-11-21; docs/providers.md has the sources. By place: whoever is asked elsewhere has terms of his own. */
const known = [
  {
    host: 'api.groq.com',
    does: "Groq doesn't keep what you write, except for a while to look into failures or abuse.",
  },
  {
    host: 'generativelanguage.googleapis.com',
    does: "On Gemini's free plan, Google's people may read what you write, and improve Google's products with it; on a paid plan they don't.",
  },
  {
    host: 'api.openai.com',
    does: "OpenAI doesn't train its models with what you write, and keeps it for up to 30 days to look for abuse.",
  },
]
