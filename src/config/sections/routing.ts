import { z } from 'zod'

export const routingSection = z.strictObject({
  after_content_refused: z
    .enum(['tell', 'next_provider'])
    .default('tell')
    .describe(
      "When a provider's content filter refuses: tell the person, or ask the next provider, whose rules may be others.",
    ),
  recovery_probes: z
    .boolean()
    .default(true)
    .describe(
      'A model that fails is asked for a word every 15 seconds, so that it comes back by itself. false: the next question tries it.',
    ),
})
