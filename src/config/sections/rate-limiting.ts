import { z } from 'zod'

export const rateLimitingSection = z.strictObject({
  user_cooldown: z
    .number()
    .min(0)
    .max(86_400)
    .default(3)
    .describe('The least time between two questions of one person. 0: none.')
    .meta({ unit: 'seconds' }),
  global_requests_per_minute: z
    .int()
    .min(0)
    .max(100_000)
    .default(30)
    .describe('Questions a minute, over everybody. 0: no limit.')
    .meta({ unit: 'questions a minute' }),
  request_timeout: z
    .number()
    .positive()
    .max(600)
    .default(30)
    .describe('The longest that a person waits for the first words, over all providers that are tried.')
    .meta({ unit: 'seconds' }),
  first_token_timeout: z
    .number()
    .positive()
    .max(600)
    .default(10)
    .describe('The longest that one model may take for its first words while there is another one to ask.')
    .meta({ unit: 'seconds' }),
  idle_timeout: z
    .number()
    .positive()
    .max(600)
    .default(15)
    .describe('The longest silence within an answer.')
    .meta({ unit: 'seconds' }),
  answer_timeout: z
    .number()
    .positive()
    .max(3600)
    .default(180)
    .describe('The longest that a whole answer may take.')
    .meta({ unit: 'seconds' }),
})
