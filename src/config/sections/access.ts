import { z } from 'zod'
import { discordId } from './discord-id.ts'

const ids = (meaning: string) =>
  z
    .array(discordId)
    .max(10_000)
    .default([])
    .describe(meaning)
    .meta({ allowed: 'a list of Discord ids in quotes, such as ["280412345678901234"]' })

export const accessSection = z.strictObject({
  direct_messages: z
    .enum(['on', 'operators', 'off'])
    .default('on')
    .describe('Who is answered in direct messages. off: nobody, not even operators.'),
  allow_guilds: ids('Servers that are answered. Empty: all. Direct messages are no server.'),
  block_guilds: ids('Servers that are not answered.'),
  allow_channels: ids(
    'Channels, categories and threads that are answered. Empty: all. Of a thread, its channel and its category, the nearest one that is listed decides. Direct messages are no channel.',
  ),
  block_channels: ids('Channels, categories and threads that are not answered.'),
  allow_users: ids('People who are answered, besides those of allow_roles. Both empty: everybody.'),
  block_users: ids('People who are not answered, anywhere.'),
  allow_roles: ids(
    'Roles whose members are answered, besides allow_users. Both empty: everybody. Nobody has a role in direct messages.',
  ),
  block_roles: ids('Roles whose members are not answered, on the server that the role belongs to.'),
})
