import type { APIAttachment } from 'discord-api-types/v10'
import type { Channel, User } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { partialChannel, partialMember } from './interaction-payload.ts'

export type Ids = { users: string[]; roles: string[]; channels: string[]; attachments: APIAttachment[] }

export type Resolved = { [kind in 'users' | 'members' | 'roles' | 'channels' | 'attachments']?: object }

/** The people, roles, channels and files that were chosen, by id, as an interaction carries them; null for none. */
export const resolvedOf = (world: World, channel: Channel, user: User, chosen: Ids): Resolved | null => {
  const guild = channel.kind === 'dm' ? undefined : world.guilds.get(channel.guildId)
  const users = chosen.users.flatMap((id) => world.people.get(id) ?? [])
  const members = users.flatMap(({ id }) => guild?.members.get(id) ?? [])
  const roles = chosen.roles.flatMap((id) => guild?.roles.get(id) ?? [])
  const channels = chosen.channels.flatMap((id) => world.channels.get(id) ?? [])
  const { attachments } = chosen
  if (users.length + roles.length + channels.length + attachments.length === 0) return null
  return {
    users: byId(users),
    members: Object.fromEntries(
      members.map((member) => [member.userId, partialMember(world, channel, member)]),
    ),
    roles: byId(roles),
    channels: byId(channels.map((one) => partialChannel(world, one, user.id))),
    ...(attachments.length > 0 && { attachments: byId(attachments) }),
  }
}

const byId = <Thing extends { id: string }>(things: Thing[]) =>
  Object.fromEntries(things.map((thing) => [thing.id, thing]))
