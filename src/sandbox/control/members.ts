import express from 'express'
import { z } from 'zod'
import { addMember, removeMember } from '../world/guilds.ts'
import { addRole, changeRole, giveRole, removeRole, takeRole } from '../world/roles.ts'
import type { Guild, Member } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { ControlError, guildOf, inputOf, personOf, roleOf } from './input.ts'
import { permissionNames, permissionsOf } from './permission-names.ts'
import { guildState, roleState } from './state.ts'

const name = z.string().trim().min(1).max(100)

/** Who is in a guild, which roles it has and who has which. */
export const memberControls = (world: World) => {
  const routes = express.Router()
  const roles = '/guilds/:guild/roles'
  const member = '/guilds/:guild/members/:person'

  routes.post(roles, (request, response) => {
    const guild = guildOf(world, request.params.guild)
    const form = inputOf(request, z.strictObject({ name, permissions: permissionNames.default([]) }))
    const role = addRole(world, guild, form.name, permissionsOf(form.permissions))
    response.status(201).json(roleState(role))
  })
  routes.patch(`${roles}/:role`, (request, response) => {
    const guild = guildOf(world, request.params.guild)
    const role = roleOf(guild, request.params.role)
    const form = inputOf(request, z.strictObject({ name, permissions: permissionNames }).partial())
    changeRole(world, guild, role, {
      name: form.name ?? role.name,
      permissions: form.permissions ? String(permissionsOf(form.permissions)) : role.permissions,
    })
    response.json(roleState(role))
  })
  routes.delete(`${roles}/:role`, (request, response) => {
    const guild = guildOf(world, request.params.guild)
    const role = roleOf(guild, request.params.role)
    if (role.managed || role.id === guild.id) throw new ControlError(400, 'role: this one stays.')
    removeRole(world, guild, role)
    response.status(204).end()
  })

  routes.put(member, (request, response) => {
    const guild = guildOf(world, request.params.guild)
    const { id } = personOf(world, request.params.person, 'person')
    if (!guild.members.has(id)) addMember(world, guild, id)
    response.json(guildState(world, guild))
  })
  routes.delete(member, (request, response) => {
    const guild = guildOf(world, request.params.guild)
    removeMember(world, guild, memberOf(world, guild, request.params.person).userId)
    response.json(guildState(world, guild))
  })
  routes.put(`${member}/roles/:role`, (request, response) => {
    const guild = guildOf(world, request.params.guild)
    giveRole(world, guild, memberOf(world, guild, request.params.person), roleOf(guild, request.params.role))
    response.json(guildState(world, guild))
  })
  routes.delete(`${member}/roles/:role`, (request, response) => {
    const guild = guildOf(world, request.params.guild)
    takeRole(world, guild, memberOf(world, guild, request.params.person), roleOf(guild, request.params.role))
    response.json(guildState(world, guild))
  })
  return routes
}

const memberOf = (world: World, guild: Guild, idOrName: string): Member => {
  const member = guild.members.get(personOf(world, idOrName, 'person').id)
  if (!member) throw new ControlError(404, `person: this person is not in ${guild.name}.`)
  return member
}
