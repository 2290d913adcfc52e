import { z } from 'zod'

export const moderationSection = z.strictObject({
  service: z
    .union([z.enum(['off', 'openai']), z.url({ protocol: /^https?$/ }).max(500)])
    .default('off')
    .describe(
      'Who looks at what is asked and answered before it goes on. off: nobody. openai: its moderation endpoint, with OPENAI_API_KEY. Or the address of a service of your own, which gets {direction, text} and says {flagged, categories}.',
    ),
  input: z.boolean().default(true).describe('Whether questions are looked at.'),
  output: z
    .boolean()
    .default(true)
    .describe('Whether answers are looked at, part by part, each before it is shown.'),
  images: z
    .boolean()
    .default(true)
    .describe('Whether pictures that go to a model are looked at, too; only OpenAI looks at pictures.'),
  on_error: z
    .enum(['open', 'closed'])
    .default('open')
    .describe(
      "What counts when the service fails or is too slow. open: nothing was wrong. closed: it mustn't be said.",
    ),
  timeout: z
    .number()
    .min(0.1)
    .max(60)
    .default(5)
    .describe('The longest that the service may take for one look, a second try included.')
    .meta({ unit: 'seconds' }),
})
