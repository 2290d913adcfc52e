import { z } from 'zod'
import { discordId } from './discord-id.ts'
import { personaName } from './personas.ts'

const defaultSystemPrompt = `You are Parley, a friendly and helpful assistant in a Discord chat. \
Answer briefly and in plain language; use Discord's markdown, and code blocks with their language for code. \
If you don't know something, say so.`

export const generalSection = z.strictObject({
  system_prompt: z
    .string()
    .min(1)
    .max(20_000)
    .default(defaultSystemPrompt)
    .describe('What the model is told before every conversation.'),
  max_history: z
    .int()
    .min(0)
    .max(1000)
    .default(20)
    .describe(
      'How many earlier messages of a conversation go into a prompt, questions and answers counted. 0: none is remembered.',
    )
    .meta({ unit: 'messages' }),
  max_prompt_tokens: z
    .int()
    .min(500)
    .max(2_000_000)
    .default(8000)
    .describe('How long a prompt may become, estimated; the oldest messages are left out first.')
    .meta({ unit: 'tokens' }),
  conversation_timeout_hours: z
    .number()
    .positive()
    .max(8760)
    .default(24)
    .describe('After how long a message is forgotten.')
    .meta({ unit: 'hours' }),
  persist_conversations: z
    .boolean()
    .default(true)
    .describe('false: conversations are kept in memory only, and are gone when the bot restarts.'),
  conversation_scope: z
    .enum(['user', 'user_everywhere', 'channel'])
    .default('user')
    .describe(
      'Who shares a conversation. user: each person, in each server and in direct messages apart. user_everywhere: each person, wherever they write. channel: all who write in a channel. A thread is always a conversation of its own.',
    ),
  default_persona: z
    .string()
    .regex(personaName)
    .default('assistant')
    .describe(
      'Who answers where neither the managers of a server nor the person who asks chose somebody else: assistant, or another one of personas.',
    ),
  natural_delay: z
    .boolean()
    .default(false)
    .describe(
      'true: it types for 1 to 3 seconds before it answers, as a person would. A persona may have a delay of its own.',
    ),
  operators: z
    .array(discordId)
    .max(100)
    .default([])
    .describe(
      'People who run the bot, besides the owner of the application at Discord and its team: they may use all of /chatadmin, everywhere.',
    )
    .meta({ examples: [['"280412345678901234"']] }),
})
