import type { Guild, Member, Role } from './things.ts'
import type { World } from './world.ts'

export const createRole = (id: string, name: string, permissions: bigint, position = 0): Role => ({
  id,
  name,
  permissions: String(permissions),
  position,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  icon: null,
  unicode_emoji: null,
  managed: false,
  mentionable: false,
  flags: 0,
})

export const addRole = (
  world: World,
  guild: Guild,
  name: string,
  permissions: bigint,
  id = world.nextId(),
) => {
  const role = createRole(id, name, permissions, guild.roles.size)
  guild.roles.set(id, role)
  world.announce({ is: 'role', change: 'created', guild, role })
  return role
}

export const changeRole = (
  world: World,
  guild: Guild,
  role: Role,
  change: Partial<Pick<Role, 'name' | 'permissions'>>,
) => {
  Object.assign(role, change)
  world.announce({ is: 'role', change: 'updated', guild, role })
}

/** Whoever had it loses it first. */
export const removeRole = (world: World, guild: Guild, role: Role) => {
  for (const member of guild.members.values()) takeRole(world, guild, member, role)
  guild.roles.delete(role.id)
  world.announce({ is: 'role', change: 'deleted', guild, role })
}

export const giveRole = (world: World, guild: Guild, member: Member, role: Role) => {
  if (member.roles.includes(role.id)) return
  member.roles = [...member.roles, role.id]
  world.announce({ is: 'member', change: 'updated', guild, member })
}

export const takeRole = (world: World, guild: Guild, member: Member, role: Role) => {
  if (!member.roles.includes(role.id)) return
  member.roles = member.roles.filter((id) => id !== role.id)
  world.announce({ is: 'member', change: 'updated', guild, member })
}
