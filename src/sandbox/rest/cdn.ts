import express from 'express'
import type { World } from '../world/world.ts'

/** What was attached to messages, at the addresses that stand in them. */
export const cdnRoutes = (world: World) => {
  const routes = express.Router()
  routes.get('/attachments/:channel/:attachment/:name', (request, response) => {
    const file = world.files.get(request.params.attachment)
    if (!file) return void response.status(404).type('text').send('This content is no longer available.')
    // A page from an attachment must not be able to act in the sandbox's name.
    response.set({ 'content-security-policy': 'sandbox', 'x-content-type-options': 'nosniff' })
    response.type(file.type).send(Buffer.from(file.bytes))
  })
  return routes
}
