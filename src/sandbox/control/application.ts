import express from 'express'
import { z } from 'zod'
import type { World } from '../world/world.ts'
import { inputOf, personOf } from './input.ts'
import { applicationState } from './state.ts'

const teamForm = z.strictObject({
  name: z.string().trim().min(1).max(100),
  members: z
    .array(
      z.strictObject({
        person: z.string(),
        role: z.enum(['admin', 'developer', 'read_only']).default('admin'),
        accepted: z.boolean().default(true),
      }),
    )
    .max(75),
})
const form = z.strictObject({ owner: z.string().optional(), team: teamForm.nullish() })

/** Whose application the bot is. */
export const applicationControls = (world: World) => {
  const routes = express.Router()
  const { application } = world
  routes.patch('/application', (request, response) => {
    const { owner, team } = inputOf(request, form)
    const ownerId = owner === undefined ? application.ownerId : personOf(world, owner, 'owner').id
    const members = team?.members.map(({ person, role, accepted }) => ({
      userId: personOf(world, person, 'team.members.person').id,
      role,
      accepted,
    }))
    application.ownerId = ownerId
    if (team && members) application.team = { id: world.nextId(), name: team.name, members }
    else if (team === null) application.team = null
    world.announce({ is: 'application changed' })
    response.json(applicationState(world))
  })
  return routes
}
