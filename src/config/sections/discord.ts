import { z } from 'zod'

export const discordSection = z.strictObject({
  message_content: z
    .boolean()
    .default(false)
    .describe(
      'Ask for the privileged Message Content intent, which must be switched on in the Developer Portal: then replies that do not ping, and the words of other messages that are replied to, work too.',
    ),
  ping_author: z
    .boolean()
    .default(false)
    .describe('Whether an answer notifies the person that it replies to.'),
  streaming: z
    .enum(['edits', 'whole'])
    .default('edits')
    .describe('edits: an answer grows while it is written. whole: it is posted when it is complete.'),
  buttons: z
    .boolean()
    .default(true)
    .describe('Whether answers carry buttons: to stop them, to have them written anew, and by whom.'),
  max_messages: z
    .int()
    .min(1)
    .max(20)
    .default(5)
    .describe(
      'How many messages an answer may have. A longer one is attached to the last of them as a file, where the bot may attach files.',
    )
    .meta({ unit: 'messages' }),
})
