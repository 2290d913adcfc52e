import { z } from 'zod'

const name = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/)

const providerOptions = {
  enabled: z.boolean().default(true).describe('false: never used.'),
  base_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where the provider's API is, if not at its usual address. With one, a key isn't needed."),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe("0 (sober) to 2 (wild); the model's own default if it's left out."),
  max_output_tokens: z
    .int()
    .positive()
    .max(1_000_000)
    .default(2000)
    .describe('How long an answer may become, in tokens.'),
  reasoning_effort: z
    .enum(['none', 'minimal', 'low', 'medium', 'high'])
    .optional()
    .describe('How long a reasoning model thinks; left out for models that do not.'),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .describe('Further HTTP headers of each request. Never put a key here: keys are secrets.'),
  body: z.record(z.string(), z.json()).default({}).describe("Further fields of each request's JSON body."),
}

const builtIn = (model: string) =>
  z
    .strictObject({ model: z.string().min(1).default(model).describe('The model.'), ...providerOptions })
    .prefault({})

/** Any further provider that speaks OpenAI's protocol: Ollama, vLLM, LM Studio, OpenRouter, … */
const compatible = z.strictObject({
  model: z.string().min(1).describe('The model.'),
  ...providerOptions,
  base_url: z.url({ protocol: /^https?$/ }).describe("Where the provider's API is, up to /v1."),
})

export const providersSection = z
  .object({
    priority: z
      .array(name)
      .min(1)
      .default(['groq', 'gemini', 'openai'])
      .describe('The order in which providers are tried.'),
    groq: builtIn('openai/gpt-oss-120b'),
    gemini: builtIn('gemini-3.5-flash-lite'),
    openai: builtIn('gpt-6-luna'),
  })
  .catchall(compatible)

export type ProviderSettings = z.infer<typeof compatible> | z.infer<ReturnType<typeof builtIn>>
