import { z } from 'zod'
import { providerName } from './providers.ts'

const date = z.iso.date()
const dollars = z.number().min(0).max(100_000)

const price = z.strictObject({
  input: dollars.describe('Of the prompt.').meta({ unit: 'US dollars for a million tokens' }),
  output: dollars
    .describe('Of the answer and of thoughts.')
    .meta({ unit: 'US dollars for a million tokens' }),
  as_of: date.describe('The day on which the provider asked for this.'),
})

const facts = z.strictObject({
  context_length: z
    .int()
    .min(256)
    .max(100_000_000)
    .optional()
    .describe('What the model can read at once, its answer included.')
    .meta({ unit: 'tokens' }),
  price: price.optional().describe('What it costs, for the usage that is recorded.'),
  images: z
    .boolean()
    .optional()
    .describe('Whether it sees images: one that is not known to is not asked about them.'),
  shuts_down: date
    .optional()
    .describe('The day on which the provider takes it away: a warning a day says so.'),
})

/** By provider and model. What is left out is known for the usual models, or isn't known at all. */
export const modelsSection = z
  .record(z.string().regex(providerName), z.record(z.string().min(1).max(200), facts))
  .describe('What is known of models: context lengths, prices and the days on which they leave.')

export type ModelFacts = z.infer<typeof facts>
