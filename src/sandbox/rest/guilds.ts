import express from 'express'
import { z } from 'zod'
import { categoriesOf, channelsOf, threadsOf } from '../world/channels.ts'
import { channelPayload, guildPayload, memberPayload, threadMemberPayload } from '../world/payloads.ts'
import type { World } from '../world/world.ts'
import { joinedGuild } from './access.ts'
import { discordError } from './errors.ts'

const pageSchema = z.object({ limit: z.coerce.number().int().catch(1), after: z.coerce.bigint().catch(0n) })

export const guildRoutes = (world: World) => {
  const routes = express.Router()
  routes.get('/guilds/:guild', (request, response) => {
    const guild = joinedGuild(world, request.params.guild)
    const count = guild.members.size
    const counts = { approximate_member_count: count, approximate_presence_count: count }
    response.json({ ...guildPayload(guild), ...(request.query['with_counts'] === 'true' && counts) })
  })
  routes.get('/guilds/:guild/channels', (request, response) => {
    const guild = joinedGuild(world, request.params.guild)
    const channels = [...categoriesOf(guild), ...channelsOf(guild)]
    response.json(channels.map((channel) => channelPayload(world, channel)))
  })
  routes.get('/guilds/:guild/threads/active', (request, response) => {
    const guild = joinedGuild(world, request.params.guild)
    const threads = threadsOf(guild).filter((thread) => !thread.archived)
    response.json({
      has_more: false,
      threads: threads.map((thread) => channelPayload(world, thread)),
      members: threads
        .filter((thread) => thread.members.has(world.bot.id))
        .map((thread) => threadMemberPayload(thread, world.bot.id)),
    })
  })
  routes.get('/guilds/:guild/roles', (request, response) => {
    response.json([...joinedGuild(world, request.params.guild).roles.values()])
  })
  routes.get('/guilds/:guild/members', (request, response) => {
    if (!world.application.privilegedIntents.has('guild_members')) throw discordError('missingAccess')
    const { limit, after } = pageSchema.parse(request.query)
    const members = [...joinedGuild(world, request.params.guild).members.values()]
      .filter((member) => BigInt(member.userId) > after)
      .sort((one, other) => (BigInt(one.userId) < BigInt(other.userId) ? -1 : 1))
    response.json(members.slice(0, limit).map((member) => memberPayload(world, member)))
  })
  routes.get('/guilds/:guild/members/:user', (request, response) => {
    const member = joinedGuild(world, request.params.guild).members.get(request.params.user)
    if (!member) throw discordError(world.people.has(request.params.user) ? 'unknownMember' : 'unknownUser')
    response.json(memberPayload(world, member))
  })
  return routes
}
