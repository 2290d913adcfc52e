import type { AccessSettings } from '../config/settings.ts'
import type { Asker } from './contract.ts'
import type { Barrier } from './refusal.ts'

/** Why the lists of the settings turn somebody away; null: they don't. */
export const barredBy = (access: AccessSettings, asker: Asker): Barrier | null => {
  if (asker.guild === null && access.direct_messages === 'off') return directMessagesOff
  if (asker.operator) return null
  if (asker.guild === null && access.direct_messages === 'operators') return directMessagesOff
  if (asker.guild !== null && !allowsGuild(access, asker.guild)) return notAllowed('guild')
  if (access.block_users.includes(asker.author)) return notAllowed('user')
  if (asker.guild !== null && !allowsPlaces(access, asker)) return notAllowed('channel')
  if (asker.roles.some((role) => access.block_roles.includes(role))) return notAllowed('role')
  return allowsPerson(access, asker) ? null : notAllowed(access.allow_roles.length > 0 ? 'role' : 'user')
}

const directMessagesOff: Barrier = { code: 'direct_messages_off' }

const notAllowed = (what: 'user' | 'role' | 'channel' | 'guild'): Barrier => ({ code: 'not_allowed', what })

export const allowsGuild = ({ allow_guilds, block_guilds }: AccessSettings, guild: string) =>
  !block_guilds.includes(guild) && (allow_guilds.length === 0 || allow_guilds.includes(guild))

/** The nearest place that is listed decides, so that a thread or a channel can be an exception. */
const allowsPlaces = ({ allow_channels, block_channels }: AccessSettings, { channel, places }: Asker) => {
  const listed = [channel, ...places].find(
    (place) => block_channels.includes(place) || allow_channels.includes(place),
  )
  return listed === undefined ? allow_channels.length === 0 : !block_channels.includes(listed)
}

const allowsPerson = ({ allow_users, allow_roles }: AccessSettings, { author, roles }: Asker) =>
  (allow_users.length === 0 && allow_roles.length === 0) ||
  allow_users.includes(author) ||
  roles.some((role) => allow_roles.includes(role))
