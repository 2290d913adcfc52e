import type { ProviderName } from './question.ts'

type Model = { id: string; context: number }

/** What the lists of models show; others are accepted, too, but for those whose name begins with `missing-`. */
export const modelsOf: Record<ProviderName, readonly Model[]> = {
  openai: [
    { id: 'gpt-5', context: 400_000 },
    { id: 'gpt-5-mini', context: 400_000 },
    { id: 'gpt-5-nano', context: 400_000 },
    { id: 'gpt-4.1', context: 1_047_576 },
    { id: 'gpt-4.1-mini', context: 1_047_576 },
    { id: 'gpt-4o', context: 128_000 },
    { id: 'gpt-4o-mini', context: 128_000 },
  ],
  groq: [
    { id: 'llama-3.3-70b-versatile', context: 131_072 },
    { id: 'llama-3.1-8b-instant', context: 131_072 },
    { id: 'openai/gpt-oss-120b', context: 131_072 },
    { id: 'openai/gpt-oss-20b', context: 131_072 },
    { id: 'qwen/qwen3-32b', context: 131_072 },
  ],
  gemini: [
    { id: 'gemini-2.5-pro', context: 1_048_576 },
    { id: 'gemini-2.5-flash', context: 1_048_576 },
    { id: 'gemini-2.5-flash-lite', context: 1_048_576 },
  ],
}

export const isMissing = (model: string) => model.startsWith('missing-')

export const contextOf = (provider: ProviderName, model: string) =>
  modelsOf[provider].find(({ id }) => id === model)?.context ?? 128_000

/** Those that don't, as the real ones, and all whose name begins with `blind-`. */
export const seesImages = (model: string) =>
  !/^(blind-|openai\/gpt-oss|llama-3|qwen\/qwen3-|gpt-3\.5)/.test(model)

/** OpenAI's reasoning models take neither max_tokens nor a temperature; the others no reasoning_effort. */
export const reasons = (model: string) => /^(gpt-5|o\d)|gpt-oss|qwen3/.test(model)
