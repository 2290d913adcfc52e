import { z } from 'zod'
import { discordId } from './discord-id.ts'

const cooldown = z.number().min(0).max(86_400).meta({ unit: 'seconds' })
const questions = z.int().min(0).max(100_000).meta({ unit: 'questions a minute' })

export const rateLimitingSection = z.strictObject({
  user_cooldown: cooldown.default(3).describe('The least time between two questions of one person. 0: none.'),
  user_requests_per_minute: questions.default(0).describe('Questions a minute of one person. 0: no limit.'),
  channel_requests_per_minute: questions
    .default(0)
    .describe('Questions a minute in one channel. 0: no limit.'),
  guild_requests_per_minute: questions.default(0).describe('Questions a minute on one server. 0: no limit.'),
  global_requests_per_minute: questions
    .default(30)
    .describe('Questions a minute, over everybody. 0: no limit.'),
  roles: z
    .record(
      discordId,
      z.strictObject({
        user_cooldown: cooldown
          .optional()
          .describe(
            'In place of rate_limiting.user_cooldown, for each member of this role. Of several roles the most generous counts.',
          ),
        user_requests_per_minute: questions
          .optional()
          .describe(
            'In place of rate_limiting.user_requests_per_minute, for each member of this role. Of several roles the most generous counts.',
          ),
      }),
    )
    .default({})
    .describe('Limits of their own for the members of roles, by the ids of these.'),
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
