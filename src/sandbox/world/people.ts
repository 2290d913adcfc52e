import type { User } from './things.ts'
import type { World } from './world.ts'

export const createUser = (id: string, name: string, bot = false): User => ({
  id,
  username: bot ? name : name.toLowerCase().replaceAll(/[^a-z0-9_.]/g, '_'),
  discriminator: bot ? '0001' : '0',
  global_name: bot ? null : name,
  avatar: null,
  public_flags: 0,
  flags: 0,
  primary_guild: null,
  ...(bot && { bot: true }),
})

export const addPerson = (world: World, name: string, id = world.nextId()) => {
  const user = createUser(id, name)
  world.people.set(id, user)
  return user
}

export const displayName = (user: User) => user.global_name ?? user.username
