import { randomBytes } from 'node:crypto'
import express from 'express'
import { controlMessage } from '../world/message-views.ts'
import type { Interaction } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { ControlError, inputOf } from './input.ts'
import { interactionForm } from './interaction-form.ts'
import { planOf } from './interaction-plans.ts'
import { envelopeOf } from './interaction-payload.ts'

const FIRST_ANSWER = 3_000

/** People using the bot's commands, buttons, menus and forms. */
export const interactionControls = (world: World) => {
  const routes = express.Router()

  routes.post('/interactions', async (request, response) => {
    const form = inputOf(request, interactionForm)
    const plan = planOf(world, form)
    const { channel, user } = plan
    const id = world.nextId()
    const token = randomBytes(48).toString('base64url')
    const interaction: Interaction = {
      id,
      token,
      type: plan.type,
      user,
      channelId: channel.id,
      startedAt: world.clock.monotonic(),
      payload: {
        ...envelopeOf(world, channel, user),
        id,
        token,
        type: plan.type,
        data: plan.data,
        ...plan.beside,
      },
      source: plan.source,
      command: plan.command,
      opener: plan.opener ?? null,
      answer: null,
    }
    world.interactions.set(id, interaction)
    const answered = form.wait ? firstAnswer(world, interaction) : undefined
    world.announce({ is: 'interaction', interaction })
    await answered
    response.status(201).json(shown(world, interaction))
  })

  routes.get('/interactions/:interaction', (request, response) => {
    const interaction = world.interactions.get(request.params.interaction)
    if (!interaction) throw new ControlError(404, `There is no interaction ${request.params.interaction}.`)
    response.json(shown(world, interaction))
  })

  return routes
}

/** Resolves when the bot has answered or can't any more. */
const firstAnswer = async (world: World, interaction: Interaction) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  using _timer = world.clock.after(FIRST_ANSWER, resolve)
  using _listening = world.listen((happening) => {
    if (happening.is === 'interaction answered' && happening.interaction === interaction) resolve()
  })
  await promise
}

const shown = (world: World, { id, type, channelId, user, answer }: Interaction) => ({
  id,
  type,
  channel_id: channelId,
  user,
  answer: answer && {
    type: answer.type,
    message: answer.message && controlMessage(world, answer.message),
    choices: answer.choices,
    modal: answer.modal,
  },
})
