import { InteractionResponseType as Answer, InteractionType, MessageFlags } from 'discord-api-types/v10'
import express, { type Request } from 'express'
import { z } from 'zod'
import { interactionMessage } from '../world/interactions.ts'
import { editMessage } from '../world/messages.ts'
import type { Channel, Interaction, MessageEntry } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { discordError, invalidForm } from './errors.ts'
import { formRowForm } from './component-rules.ts'
import { filesOf, formOf, text } from './form.ts'
import { createForm, editForm } from './message-form.ts'
import { changeOf, postMessage, shown } from './messages.ts'

const FIRST_ANSWER = 3_000

const withResponse = z.object({ with_response: z.enum(['true', 'True', '1']) })

const choice = z.looseObject({ name: text(100, 1), value: z.union([text(100), z.number()]) })

const answerForm = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal(Answer.ChannelMessageWithSource), data: createForm }),
  z.looseObject({
    type: z.literal(Answer.DeferredChannelMessageWithSource),
    data: z.looseObject({ flags: z.int().optional() }).nullish(),
  }),
  z.looseObject({ type: z.literal(Answer.DeferredMessageUpdate) }),
  z.looseObject({ type: z.literal(Answer.UpdateMessage), data: editForm.default({}) }),
  z.looseObject({
    type: z.literal(Answer.ApplicationCommandAutocompleteResult),
    data: z.looseObject({ choices: z.array(choice).max(25) }),
  }),
  z.looseObject({
    type: z.literal(Answer.Modal),
    data: z.looseObject({
      custom_id: text(100, 1),
      title: text(45, 1),
      components: z.array(formRowForm).min(1).max(5),
    }),
  }),
])
type AnswerForm = z.infer<typeof answerForm>

/** The first answer to an interaction: within 3 s, and only one. */
export const interactionRoutes = (world: World) => {
  const routes = express.Router()
  routes.post('/interactions/:interaction/:token/callback', (request, response) => {
    const interaction = world.interactions.get(request.params.interaction)
    if (!interaction || interaction.token !== request.params.token) throw discordError('unknownInteraction')
    if (interaction.answer) throw discordError('alreadyAcknowledged')
    if (world.clock.monotonic() - interaction.startedAt > FIRST_ANSWER)
      throw discordError('unknownInteraction')
    const form = formOf(request, answerForm)
    if (!fits(interaction, form.type)) throw invalidType()
    const message = carryOut(world, interaction, form, request)
    interaction.answer = {
      type: form.type,
      message,
      choices: form.type === Answer.ApplicationCommandAutocompleteResult ? form.data.choices : null,
      modal: form.type === Answer.Modal ? form.data : null,
    }
    world.announce({ is: 'interaction answered', interaction })
    if (withResponse.safeParse(request.query).success)
      response.json(callbackResponse(world, interaction, message))
    else response.status(204).end()
  })
  return routes
}

const carryOut = (
  world: World,
  interaction: Interaction,
  form: AnswerForm,
  request: Request,
): MessageEntry | null => {
  const channel = world.channels.get(interaction.channelId)!
  switch (form.type) {
    case Answer.ChannelMessageWithSource:
      return postMessage(
        world,
        channel,
        form.data,
        filesOf(request),
        interactionMessage(world, interaction, form.data.flags),
      )
    case Answer.DeferredChannelMessageWithSource:
      return postponed(world, channel, interaction, form.data?.flags)
    case Answer.DeferredMessageUpdate:
      return interaction.source
    case Answer.UpdateMessage: {
      const { source } = interaction
      if (source)
        editMessage(
          world,
          channel,
          source,
          changeOf(world, channel, source, form.data, filesOf(request), true),
        )
      return source
    }
    case Answer.ApplicationCommandAutocompleteResult:
    case Answer.Modal:
      return null
  }
}

/** "Parley is thinking…" */
const postponed = (world: World, channel: Channel, interaction: Interaction, flags: number | undefined) => {
  const extra = interactionMessage(world, interaction, flags)
  return postMessage(world, channel, { flags }, [], {
    ...extra,
    empty: true,
    flags: extra.flags | MessageFlags.Loading,
  })
}

const fits = ({ type, source }: Interaction, answer: Answer) => {
  const completes = type === InteractionType.ApplicationCommandAutocomplete
  if (completes || answer === Answer.ApplicationCommandAutocompleteResult)
    return completes && answer === Answer.ApplicationCommandAutocompleteResult
  if (answer === Answer.Modal) return type !== InteractionType.ModalSubmit
  const changes = answer === Answer.UpdateMessage || answer === Answer.DeferredMessageUpdate
  return !changes || source !== null
}

const invalidType = () =>
  invalidForm({
    type: {
      _errors: [
        { code: 'INTERACTION_RESPONSE_TYPE_INVALID', message: 'Invalid response type for this interaction' },
      ],
    },
  })

const callbackResponse = (
  world: World,
  { id, type, answer, channelId }: Interaction,
  entry: MessageEntry | null,
) => ({
  interaction: {
    id,
    type,
    channel_id: channelId,
    ...(entry && {
      response_message_id: entry.message.id,
      response_message_loading: (entry.message.flags & MessageFlags.Loading) !== 0,
      response_message_ephemeral: entry.ephemeralTo !== null,
    }),
  },
  resource: { type: answer?.type, ...(entry && { message: shown(world, entry) }) },
})
