import { z } from 'zod'

export const loggingSection = z.strictObject({
  level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('The least important kind of line that is logged.'),
})

export const databaseSection = z.strictObject({
  max_connections: z
    .int()
    .min(2)
    .max(500)
    .default(10)
    .describe('Connections to Postgres that this process holds at the most.')
    .meta({ unit: 'connections' }),
  statement_timeout: z
    .number()
    .positive()
    .max(600)
    .default(10)
    .describe('The longest that one statement may take.')
    .meta({ unit: 'seconds' }),
})

export const shutdownSection = z.strictObject({
  grace: z
    .number()
    .min(0)
    .max(3600)
    .default(25)
    .describe('How long answers in flight may go on when the bot is stopped.')
    .meta({ unit: 'seconds' }),
})
