import { z } from 'zod'

const tokens = (whose: string, preset = 0) =>
  z
    .int()
    .min(0)
    .max(1_000_000_000_000)
    .default(preset)
    .describe(`What ${whose} may use up in a day, of prompts and answers together. 0: no limit.`)
    .meta({ unit: 'tokens a day' })

const cost = (whose: string, preset = 0) =>
  z
    .number()
    .min(0)
    .max(1_000_000)
    .default(preset)
    .describe(`What ${whose} may cost in a day, by the prices in models. 0: no limit.`)
    .meta({ unit: 'US dollars a day' })

export const budgetsSection = z.strictObject({
  user_tokens_per_day: tokens('one person'),
  user_cost_per_day: cost('one person'),
  guild_tokens_per_day: tokens('one server'),
  guild_cost_per_day: cost('one server'),
  bot_tokens_per_day: tokens('everybody together', 2_000_000),
  bot_cost_per_day: cost('everybody together', 10),
  time_zone: z
    .string()
    .max(64)
    .refine(isTimeZone)
    .default('UTC')
    .describe('Where a day of these budgets begins and ends.')
    .meta({ allowed: 'the name of a time zone, such as UTC or Europe/Berlin' }),
})

function isTimeZone(timeZone: string) {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
