import {
  OverwriteType,
  PermissionFlagsBits,
  type APIGuild,
  type APIGuildMember,
  type APIOverwrite,
} from 'discord-api-types/v10'

type Someone = {
  guild: Pick<APIGuild, 'id' | 'owner_id'> & { roles: readonly { id: string; permissions: string }[] }
  user: string
  member: Pick<APIGuildMember, 'roles'>
}

/**
 * What somebody may do in a channel, as Discord computes it: all roles together, then the channel's overwrites for
 * everyone, for the roles and for the member, each layer over the one before.
 */
export const permissionsIn = (
  overwrites: readonly Pick<APIOverwrite, 'id' | 'type' | 'allow' | 'deny'>[],
  { guild, user, member }: Someone,
): bigint => {
  const own = new Set([guild.id, ...member.roles])
  const base = union(guild.roles.filter(({ id }) => own.has(id)).map(({ permissions }) => permissions))
  if (guild.owner_id === user || base & PermissionFlagsBits.Administrator) return all
  const roles = overwrites.filter(({ type }) => type === OverwriteType.Role)
  const layers = [
    roles.filter(({ id }) => id === guild.id),
    roles.filter(({ id }) => id !== guild.id && own.has(id)),
    overwrites.filter(({ type, id }) => type === OverwriteType.Member && id === user),
  ]
  return layers.reduce((permissions, layer) => {
    const denied = union(layer.map(({ deny }) => deny))
    const allowed = union(layer.map(({ allow }) => allow))
    return (permissions & ~denied) | allowed
  }, base)
}

const union = (bits: readonly string[]) => bits.reduce((all, some) => all | BigInt(some), 0n)

const all = union(Object.values(PermissionFlagsBits).map(String))
