import { z } from 'zod'

/** Those that need no base_url, and the protocols that a provider may speak. */
export const builtInProviders = ['groq', 'gemini', 'openai'] as const
export type ProviderKind = (typeof builtInProviders)[number]

/** Lower case, so that it has one spelling here and one in the environment. */
export const providerName = /^[a-z][a-z0-9_-]{0,31}$/

const modelMeaning = 'The model that answers, by the name that the provider gives it.'
const kindMeaning =
  'The protocol: openai (and whatever is compatible with it), groq or gemini. It decides which software asks.'
const modelName = z.string().min(1).max(200)

/** A name, `think`, or an opening tag as it is written, `[THINK]`: the closing one has a slash after the first character. */
const thoughtTag = z
  .string()
  .max(32)
  .regex(/^([A-Za-z][\w:-]*|[^\sA-Za-z0-9/][^\s/]+)$/)

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
  models: z
    .array(modelName)
    .min(1)
    .max(20)
    .optional()
    .describe('Several models in place of the one in model: tried in this order.')
    .meta({ uniqueItems: true, examples: [['openai/gpt-oss-120b', 'openai/gpt-oss-20b']] }),
  quota_domains: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/),
      z
        .array(z.string().regex(/^[A-Z][A-Z0-9_]*$/))
        .min(1)
        .meta({ examples: [['GROQ_API_KEY', 'GROQ_API_KEY_1']] }),
    )
    .default({})
    .describe(
      'Keys that share a limit, by the names of their variables: {team: [GROQ_API_KEY, GROQ_API_KEY_1]}. A key that is not named here has a limit of its own.',
    ),
  data_use: z
    .string()
    .max(200)
    .regex(/^\S(.*\S)?$/)
    .optional()
    .describe(
      'What the provider does with what people write, in a sentence that /providers shows them. If it is left out, what is publicly known of Groq, Gemini and OpenAI, where they are asked at their own addresses.',
    )
    .meta({ examples: ['Runs on our own machine, and keeps nothing.'] }),
  thought_tags: z
    .array(thoughtTag)
    .max(20)
    .default(['think', 'thinking', 'thought', 'reasoning', '[THINK]', '◁think▷'])
    .describe(
      'What a model says between such tags is thought, and not shown: names (think) or opening tags as they are written ([THINK]).',
    )
    .meta({ examples: [['think', '[THINK]']] }),
}

// What rules.ts refuses in words of its own is in the JSON schema for editors to know.
const both = { required: ['model', 'models'] }
const anyModel = [{ required: ['model'] }, { required: ['models'] }]
const anyAddress = [
  { required: ['base_url'] },
  { required: ['kind'], properties: { kind: { enum: ['groq', 'gemini'] } } },
]

const builtIn = (kind: ProviderKind, model: string) =>
  z
    .strictObject({
      kind: z.enum(builtInProviders).default(kind).describe(kindMeaning),
      model: modelName.default(model).describe(modelMeaning),
      ...providerOptions,
    })
    .meta({ not: both })
    .prefault({})

/** Any further provider: one that speaks OpenAI's protocol (Ollama, vLLM, OpenRouter, …), or a second account. */
const further = z
  .strictObject({
    kind: z.enum(builtInProviders).default('openai').describe(kindMeaning),
    model: modelName.optional().describe(modelMeaning),
    ...providerOptions,
  })
  .meta({ not: both, allOf: [{ anyOf: anyModel }, { anyOf: anyAddress }] })

export const providersSection = z
  .object({
    priority: z
      .array(z.string().regex(providerName))
      .min(1)
      .default([...builtInProviders])
      .describe(
        'The providers that are asked, in this order, and no others. If it is left out, providers of your own follow those three.',
      )
      .meta({ uniqueItems: true, examples: [['groq', 'gemini']] }),
    groq: builtIn('groq', 'openai/gpt-oss-120b'),
    gemini: builtIn('gemini', 'gemini-3.5-flash-lite'),
    openai: builtIn('openai', 'gpt-6-luna'),
  })
  .catchall(further)
  .meta({ propertyNames: { pattern: providerName.source } })

export type ProviderSettings = z.infer<typeof further>

/** In the order in which they are tried. */
export const modelsOf = ({ model, models }: ProviderSettings): readonly string[] =>
  models ?? (model === undefined ? [] : [model])
