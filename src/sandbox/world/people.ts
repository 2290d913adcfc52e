import type { APIUser } from 'discord-api-types/v10'
import type { World } from './world.ts'

export const createUser = (id: string, name: string, bot = false): APIUser => ({
  id,
  username: bot ? name : name.toLowerCase().replaceAll(/[^a-z0-9_.]/g, '_'),
  discriminator: bot ? '0001' : '0',
  global_name: bot ? null : name,
  avatar: null,
  ...(bot && { bot: true }),
})

export const addPerson = (world: World, name: string, id = world.nextId()) => {
  const user = createUser(id, name)
  world.people.set(id, user)
  return user
}

export const displayName = (user: APIUser) => user.global_name ?? user.username
