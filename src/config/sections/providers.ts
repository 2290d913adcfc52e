import { z } from 'zod'

/** Those that need no base_url. */
export const builtInProviders = ['groq', 'gemini', 'openai'] as const

/** Lower case, so that it has one spelling here and one in the environment. */
export const providerName = /^[a-z][a-z0-9_-]{0,31}$/

const modelMeaning = 'The model that answers, by the name that the provider gives it.'

const providerOptions = {
  enabled: z.boolean().default(true).describe('false: never asked.'),
  base_url: z
    .url({ protocol: /^https?$/ })
    .meta({ pattern: '^https?://' })
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
    .min(1)
    .max(1_000_000)
    .default(4000)
    .describe('How long an answer may become, with what a reasoning model thinks before it.')
    .meta({ unit: 'tokens' }),
  reasoning_effort: z
    .enum(['none', 'minimal', 'low', 'medium', 'high'])
    .optional()
    .describe(
      'How long a reasoning model thinks. Leave it out for other models; not every model knows every word.',
    ),
  headers: z
    .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t -~]*$/))
    .default({})
    .describe('Further HTTP headers of each request. Never put a key here: keys are secrets.'),
  body: z.record(z.string(), z.json()).default({}).describe("Further fields of each request's JSON body."),
}

const builtIn = (model: string) =>
  z
    .strictObject({ model: z.string().min(1).default(model).describe(modelMeaning), ...providerOptions })
    .prefault({})

/** Any further provider that speaks OpenAI's protocol: Ollama, vLLM, LM Studio, OpenRouter, … */
const compatible = z.strictObject({
  model: z.string().min(1).describe(modelMeaning),
  ...providerOptions,
  base_url: z
    .url({ protocol: /^https?$/ })
    .meta({ pattern: '^https?://' })
    .describe("Where the provider's API is, up to /v1."),
})

export const providersSection = z
  .object({
    priority: z
      .array(z.string().regex(providerName))
      .min(1)
      .default([...builtInProviders])
      .describe(
        'The providers that are asked, in this order, and no others. If it is left out, providers of your own follow those three.',
      )
      .meta({ uniqueItems: true }),
    groq: builtIn('openai/gpt-oss-120b'),
    gemini: builtIn('gemini-3.5-flash-lite'),
    openai: builtIn('gpt-6-luna'),
  })
  .catchall(compatible)
  .meta({ propertyNames: { pattern: providerName.source } })

export type ProviderSettings = z.infer<typeof compatible> | z.infer<ReturnType<typeof builtIn>>
