import type { ModelFacts } from '../../config/sections/models.ts'
import type { ProviderKind } from '../../config/sections/providers.ts'

export type KnownModel = ModelFacts & { successor?: string }

/**
 * What is known of the usual models, by the kind of their provider; settings say more, or better. Prices are those of
 * the standard tier for short prompts, without cache and batch discounts, on the day that they name. What no source
 * says is left out: docs/providers.md has the sources.
 */
export const knownModels: Readonly<Record<ProviderKind, Readonly<Record<string, KnownModel>>>> = {
  groq: {
    'openai/gpt-oss-120b': { context_length: 131_072, price: at(0.15, 0.6, '2026-07-02') },
    'openai/gpt-oss-20b': { context_length: 131_072, price: at(0.075, 0.3, '2026-07-02') },
    'qwen/qwen3.8-27b': { images: true, price: at(0.8, 4, '2026-08-29') },
    'llama-3.3-70b-versatile': {
      context_length: 131_072,
      price: at(0.59, 0.79, '2026-07-02'),
      shuts_down: '2026-08-16',
      successor: 'openai/gpt-oss-120b',
    },
    'llama-3.1-8b-instant': {
      context_length: 131_072,
      price: at(0.05, 0.08, '2026-07-02'),
      shuts_down: '2026-08-16',
      successor: 'openai/gpt-oss-20b',
    },
  },
  gemini: {
    'gemini-3.5-flash-lite': { images: true, context_length: 1_048_576, price: at(0.3, 2.5, '2026-10-07') },
    'gemini-3.5-flash': { images: true, context_length: 1_048_576, price: at(1.5, 9, '2026-10-07') },
    // Announced for 2027-01-01: 1.50 and 7.50.
    'gemini-3.8-flash': { images: true, context_length: 1_048_576, price: at(0.75, 3.75, '2026-10-07') },
    'gemini-3.1-pro-preview': { images: true, context_length: 1_048_576, price: at(2, 12, '2026-10-07') },
    'gemini-3.1-flash-lite': { images: true, context_length: 1_048_576, price: at(0.25, 1.5, '2026-07-02') },
    'gemini-2.5-flash': {
      images: true,
      context_length: 1_048_576,
      price: at(0.3, 2.5, '2026-07-02'),
      shuts_down: '2026-12-01',
      successor: 'gemini-3.5-flash-lite',
    },
    'gemini-2.5-pro': {
      images: true,
      context_length: 1_048_576,
      price: at(1.25, 10, '2026-07-02'),
      shuts_down: '2026-12-01',
      successor: 'gemini-3.8-flash',
    },
  },
  openai: {
    'gpt-6-luna': { images: true, context_length: 1_050_000, price: at(0.1, 0.5, '2026-09-22') },
    'gpt-6-sol': { images: true, price: at(2, 10, '2026-09-22') },
    'gpt-6-astra': { images: true, price: at(10, 50, '2026-09-03') },
    'gpt-6.1-terra': { images: true, context_length: 1_050_000, price: at(1, 5, '2026-10-26') },
    'gpt-6.1-sol': { images: true, context_length: 1_050_000, price: at(2, 10, '2026-09-30') },
    'gpt-5.6-luna': { images: true, context_length: 1_050_000, price: at(0.2, 1.2, '2026-07-30') },
    'gpt-5.6-terra': { images: true, context_length: 1_050_000, price: at(2, 12, '2026-07-30') },
    'gpt-5': leaving(400_000, at(1.25, 10, '2026-07-02'), '2026-12-11'),
    'gpt-5-mini': leaving(400_000, at(0.25, 2, '2026-07-02'), '2026-12-11'),
    'gpt-5-nano': leaving(400_000, at(0.05, 0.4, '2026-07-02'), '2026-12-11'),
    o3: leaving(200_000, at(2, 8, '2026-07-02'), '2026-12-11'),
    'gpt-4o': leaving(128_000, at(2.5, 10, '2026-07-02'), '2027-01-14'),
    'gpt-4o-mini': leaving(128_000, at(0.15, 0.6, '2026-07-02'), '2027-01-14'),
    'gpt-4.1': leaving(1_047_576, at(2, 8, '2026-07-02'), '2027-01-14'),
    'gpt-4.1-mini': leaving(1_047_576, at(0.4, 1.6, '2026-07-02'), '2027-01-14'),
    'gpt-3.5-turbo': { shuts_down: '2026-10-23', successor: 'gpt-6-luna' },
    'gpt-4': { shuts_down: '2026-10-23', successor: 'gpt-6-luna' },
    'gpt-4-turbo': { shuts_down: '2026-10-23', successor: 'gpt-6-luna' },
    o1: { shuts_down: '2026-10-23', successor: 'gpt-6-luna' },
    'o3-mini': { shuts_down: '2026-10-23', successor: 'gpt-6-luna' },
    'o4-mini': { shuts_down: '2026-10-23', successor: 'gpt-6-luna' },
  },
}

/** US dollars for a million tokens. */
function at(input: number, output: number, as_of: string) {
  return { input, output, as_of }
}

function leaving(context_length: number, price: ReturnType<typeof at>, shuts_down: string): KnownModel {
  return { images: true, context_length, price, shuts_down, successor: 'gpt-6-luna' }
}
