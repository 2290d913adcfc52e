import type { APIMessage, GatewayMessageCreateDispatchData } from 'discord-api-types/v10'
import type { Question } from '../chat/contract.ts'
import type { GeneralSettings } from '../config/settings.ts'
import { conversationOf } from '../conversations/scope.ts'
import type { Live } from '../lib/live.ts'
import { snowflakeTime } from '../lib/snowflake.ts'
import type { Addressed } from './addressing.ts'
import { displayNameOf } from './addressing/readable.ts'
import { fileOf } from './addressing/file-of.ts'
import type { Whereabouts } from './places.ts'

export type ScopeSettings = Live<Pick<GeneralSettings, 'conversation_scope'>>

/** A message as it came, or as it was read back; then nothing is known of its author's membership. */
export type Written = APIMessage & Pick<GatewayMessageCreateDispatchData, 'guild_id' | 'member'>

/** What somebody asks with a message. */
export const questionOf = (
  settings: ScopeSettings,
  { id, channel_id: channel, guild_id, author, member, attachments }: Written,
  { places, ageRestricted, isThread: thread }: Whereabouts,
  addressed: Addressed,
  text: string,
): Question => {
  const guild = guild_id ?? null
  const place = { guild, channel, thread, author: author.id }
  const { key, shared } = conversationOf(settings.current.conversation_scope, place)
  return {
    id,
    channel,
    guild,
    conversation: key,
    thread,
    shared,
    author: { id: author.id, name: displayNameOf(author, member?.nick) },
    payer: author.id,
    roles: rolesOf(guild, member?.roles),
    places,
    ageRestricted,
    isPrivate: false,
    text,
    quoted: addressed.is === 'question' ? addressed.quoted : null,
    choices: [],
    files: attachments.map(fileOf),
    deferred: false,
    again: null,
    at: snowflakeTime(id),
  }
}

/** Discord leaves out the role that everybody has; its id is the server's own. */
export const rolesOf = (guild: string | null, roles: readonly string[] = []): readonly string[] =>
  guild === null ? [] : [guild, ...roles]
