import { AllowedMentionsTypes } from 'discord-api-types/v10'
import { guildOf } from './channels.ts'
import type { Channel } from './things.ts'
import type { World } from './world.ts'

export type Mentions = { users: string[]; roles: string[]; everyone: boolean }

/** Whom a message may mention, as its author said it in allowed_mentions. */
export type Allowed = {
  parse?: AllowedMentionsTypes[] | undefined
  users?: string[] | undefined
  roles?: string[] | undefined
}

const code = /```[\s\S]*?```|`[^`]*`/g

/** Whom a text mentions. What stands in code mentions nobody, nor does what `allowed` leaves out. */
export const mentionsIn = (world: World, channel: Channel, content: string, allowed?: Allowed): Mentions => {
  const text = content.replaceAll(code, '')
  const roles = guildOf(world, channel)?.roles
  const may = (kind: AllowedMentionsTypes, listed: string[] | undefined) => (id: string) =>
    !allowed || allowed.parse?.includes(kind) === true || listed?.includes(id) === true
  return {
    users: matches(text, /<@!?(\d+)>/g)
      .filter((id) => world.people.has(id))
      .filter(may(AllowedMentionsTypes.User, allowed?.users)),
    roles: matches(text, /<@&(\d+)>/g)
      .filter((id) => roles?.has(id))
      .filter(may(AllowedMentionsTypes.Role, allowed?.roles)),
    everyone: /@(everyone|here)\b/.test(text) && may(AllowedMentionsTypes.Everyone, undefined)(''),
  }
}

const matches = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1]!)),
]
