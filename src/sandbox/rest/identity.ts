import express from 'express'
import type { Gateway } from '../gateway/gateway.ts'
import { gatewayUrl } from '../gateway/ready.ts'
import { applicationPayload } from '../world/application.ts'
import { openDirectMessage } from '../world/channels.ts'
import { removeBot } from '../world/guilds.ts'
import { guildPermissions } from '../world/permissions.ts'
import { channelPayload, ownUserPayload } from '../world/payloads.ts'
import type { World } from '../world/world.ts'
import { z } from 'zod'
import { discordError } from './errors.ts'
import { formOf, snowflake } from './form.ts'

const guildsPage = z.object({
  limit: z.coerce.number().int().max(200).catch(200),
  after: z.coerce.bigint().catch(0n),
})

/** Who the bot is, where the gateway is, and whom it knows. */
export const identityRoutes = (world: World, gateway: Gateway) => {
  const routes = express.Router()
  routes.get('/gateway', (_request, response) => {
    response.json({ url: gatewayUrl(world) })
  })
  routes.get('/gateway/bot', (_request, response) => {
    response.json({
      url: gatewayUrl(world),
      shards: world.settings.shards,
      session_start_limit: {
        total: world.settings.identifiesPerDay,
        reset_after: gateway.gate.resetAfter(),
        remaining: gateway.gate.remaining,
        max_concurrency: world.settings.maxConcurrency,
      },
    })
  })
  routes.get('/users/@me', (_request, response) => {
    response.json(ownUserPayload(world.bot))
  })
  routes.get('/users/@me/guilds', (request, response) => {
    const { limit, after } = guildsPage.parse(request.query)
    const guilds = [...world.guilds.values()]
      .filter((guild) => guild.hasBot && BigInt(guild.id) > after)
      .sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1))
    response.json(
      guilds.slice(0, limit).map((guild) => ({
        id: guild.id,
        name: guild.name,
        icon: null,
        banner: null,
        owner: false,
        permissions: String(guildPermissions(guild, world.bot.id)),
        features: [],
      })),
    )
  })
  routes.delete('/users/@me/guilds/:guild', (request, response) => {
    const guild = world.guilds.get(request.params.guild)
    if (!guild?.hasBot) throw discordError('unknownGuild')
    removeBot(world, guild)
    response.status(204).end()
  })
  routes.post('/users/@me/channels', (request, response) => {
    const { recipient_id } = formOf(request, z.looseObject({ recipient_id: snowflake }))
    if (recipient_id === world.bot.id) throw discordError('cannotDirect')
    if (!world.people.has(recipient_id)) throw discordError('unknownUser')
    response.json(channelPayload(world, openDirectMessage(world, recipient_id)))
  })
  routes.get('/users/:user', (request, response) => {
    const user = world.people.get(request.params.user)
    if (!user) throw discordError('unknownUser')
    response.json(user)
  })
  routes.get(['/applications/@me', '/oauth2/applications/@me'], (_request, response) => {
    response.json(applicationPayload(world))
  })
  return routes
}
