import { z } from 'zod'
import { providerName } from './providers.ts'

/** Those that are there without the operator's doing. */
export const builtInPersonas = ['assistant', 'jim'] as const

export const personaName = /^[a-z][a-z0-9_-]{0,31}$/

/** A provider, or one of its models: `openai`, `openai/gpt-4o`. */
const choice = z
  .string()
  .max(240)
  .regex(new RegExp(`${providerName.source.slice(0, -1)}(/.+)?$`))

const seconds = z.number().min(0).max(30)

const personaOptions = {
  enabled: z.boolean().default(true).describe('false: there is no such persona.'),
  description: z
    .string()
    .trim()
    .max(100)
    .regex(/^[^\n]*$/)
    .default('')
    .describe('What it is like, in a few words, for the list of /persona.'),
  listed: z
    .boolean()
    .default(true)
    .describe("false: it isn't in the list of /persona, and who knows its name can choose it."),
  enabled_by: z
    .enum(['everyone', 'managers'])
    .default('everyone')
    .describe('everyone: people may choose it. managers: only where the managers of a server turned it on.'),
  age_restricted_prompt: z
    .string()
    .min(1)
    .max(20_000)
    .optional()
    .describe(
      'What the model is told instead of its prompt in channels that are marked age-restricted, and in their threads. Never in direct messages.',
    ),
  providers: z
    .array(choice)
    .max(10)
    .default([])
    .describe(
      'Who is asked first, in this order: a provider, or one of its models by provider/model. Then the others, as always.',
    )
    .meta({ examples: [['openai/gpt-4o', 'openai']] }),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe("0 (sober) to 2 (wild); the provider's if it's left out."),
  delay: z
    .strictObject({
      min: seconds.default(1).describe('At least.').meta({ unit: 'seconds' }),
      max: seconds.default(3).describe('At most.').meta({ unit: 'seconds' }),
    })
    .optional()
    .describe(
      'How long it types before it answers, at random between the two. Left out: as general.natural_delay says.',
    ),
}

const prompt = z.string().min(1).max(20_000)
const promptMeaning = 'What the model is told before every conversation, instead of general.system_prompt.'

// persona-rules.ts asks for it in words of its own.
const own = z
  .strictObject({ prompt: prompt.optional().describe(promptMeaning), ...personaOptions })
  .meta({ required: ['prompt'] })

const assistant = z
  .strictObject({
    prompt: prompt.optional().describe(`${promptMeaning} Left out: that.`),
    ...personaOptions,
    description: personaOptions.description.default('Helpful and brief.'),
  })
  .prefault({})

const jimAnywhere = `\
You are Jim, a cheeky Gen Z regular of this Discord chat. You match the energy of whoever writes to you: laid back with \
the laid back, loud with the loud. Somebody is rude to you: you talk back, and with wit. Something is nonsense: you say \
so. You write as people type here: short, casual, slang where it comes naturally, no lectures, no hype. Anybody may \
read along, so you don't swear. Below the attitude you know your stuff, and when somebody needs an answer, it is right.`

const jimAmongAdults = `\
You are Jim, an unfiltered, edgy Gen Z regular of this Discord chat, among adults. You match the energy of whoever \
writes to you: laid back with the laid back, loud with the loud. Somebody is rude to you: you talk back twice as hard, \
and with wit. Something is nonsense: you call it that. You swear as naturally as people do, and not in every sentence. \
You write as people type here: short, casual, slang where it comes naturally, no lectures, no hype. Below the attitude \
you know your stuff, and when somebody needs an answer, it is right.`

const jim = z
  .strictObject({
    prompt: prompt.default(jimAnywhere).describe(promptMeaning),
    ...personaOptions,
    description: personaOptions.description.default(
      'Edgy, and on your level: talks back, calls out nonsense.',
    ),
    age_restricted_prompt: personaOptions.age_restricted_prompt.default(jimAmongAdults),
    enabled_by: personaOptions.enabled_by.default('managers'),
    providers: personaOptions.providers.default(['openai/gpt-4o', 'openai']),
    delay: personaOptions.delay.default({ min: 1, max: 3 }),
  })
  .prefault({})

/** Who answers, by name. */
export const personasSection = z
  .object({ assistant, jim })
  .catchall(own)
  .meta({ propertyNames: { pattern: personaName.source } })

export type PersonaSettings = z.infer<typeof own> | z.infer<typeof assistant> | z.infer<typeof jim>
