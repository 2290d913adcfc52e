import { ApplicationCommandType as CommandType, ComponentType, InteractionType } from 'discord-api-types/v10'
import { z } from 'zod'
import { restMessage } from '../world/message-views.ts'
import { findMessage } from '../world/messages.ts'
import type { Channel, Command, Interaction, MessageEntry, User } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { optionsOf } from './command-options.ts'
import { commandOf, mustBeOffered } from './commands.ts'
import { componentIn } from './components.ts'
import { channelOf, ControlError, mayBeIn, personOf } from './input.ts'
import type { FormOf, InteractionForm } from './interaction-form.ts'
import { chosenIn } from './menu-values.ts'
import { submittedFields } from './modal-fields.ts'
import { resolvedOf } from './resolved.ts'

/** What an interaction will be made of. */
export type Plan = {
  type: InteractionType
  user: User
  channel: Channel
  data: object
  source: MessageEntry | null
  command: Interaction['command']
  /** Whose answer was the form that this one sends. */
  opener?: Interaction
  beside?: object
}

export const planOf = (world: World, form: InteractionForm): Plan => {
  const user = personOf(world, form.author)
  const plan = plans(world, user, form)
  mayBeIn(world, plan.channel, user.id)
  return plan
}

const plans = (world: World, user: User, form: InteractionForm): Plan => {
  switch (form.kind) {
    case 'command':
    case 'autocomplete':
      return slashPlan(world, user, form)
    case 'message_command':
      return messageCommandPlan(world, user, form)
    case 'user_command':
      return userCommandPlan(world, user, form)
    case 'component':
      return componentPlan(world, user, form)
    case 'modal':
      return modalPlan(world, user, form)
  }
}

const slashPlan = (world: World, user: User, form: FormOf<'command' | 'autocomplete'>): Plan => {
  const channel = channelOf(world, form.channel)
  const [name = '', ...path] = form.name.replace(/^\//, '').split(/\s+/)
  const command = chosenCommand(world, user, channel, form, name, CommandType.ChatInput)
  const focused = form.kind === 'autocomplete' ? form.focused : null
  const { options, resolved } = optionsOf(world, channel, user, command, path, form.options, focused)
  const data = { ...named(command), ...(options.length > 0 && { options }), ...(resolved && { resolved }) }
  if (focused !== null)
    return {
      type: InteractionType.ApplicationCommandAutocomplete,
      user,
      channel,
      data,
      source: null,
      command: null,
    }
  return commandPlan(user, channel, data, { name: [name, ...path].join(' '), target: 'slash' })
}

const chosenCommand = (
  world: World,
  user: User,
  channel: Channel,
  { offered_only }: InteractionForm,
  name: string,
  type: CommandType,
) => {
  const command = commandOf(world, channel, name, type)
  if (offered_only) mustBeOffered(world, channel, user, command)
  return command
}

const messageCommandPlan = (world: World, user: User, form: FormOf<'message_command'>): Plan => {
  const entry = messageOf(world, form.message, user)
  const channel = world.channels.get(entry.channelId)!
  const command = chosenCommand(world, user, channel, form, form.name, CommandType.Message)
  const resolved = { messages: { [entry.message.id]: restMessage(world, entry) } }
  const data = { ...named(command), target_id: entry.message.id, resolved }
  return commandPlan(user, channel, data, { name: command.name, target: 'message' })
}

const userCommandPlan = (world: World, user: User, form: FormOf<'user_command'>): Plan => {
  const channel = channelOf(world, form.channel)
  const target = world.people.get(form.person) ?? personOf(world, form.person, 'person')
  const command = chosenCommand(world, user, channel, form, form.name, CommandType.User)
  const resolved = resolvedOf(world, channel, user, {
    users: [target.id],
    roles: [],
    channels: [],
    attachments: [],
  })
  const data = { ...named(command), target_id: target.id, resolved }
  return commandPlan(user, channel, data, { name: command.name, target: 'user' })
}

const commandPlan = (user: User, channel: Channel, data: object, command: Interaction['command']): Plan => ({
  type: InteractionType.ApplicationCommand,
  user,
  channel,
  data,
  source: null,
  command,
})

const componentPlan = (world: World, user: User, form: FormOf<'component'>): Plan => {
  const source = messageOf(world, form.message, user)
  const channel = world.channels.get(source.channelId)!
  const component = componentIn(source.message.components, form.custom_id)
  const data = {
    custom_id: form.custom_id,
    component_type: component.type,
    ...(component.type !== ComponentType.Button && choiceOf(world, channel, user, component, form.values)),
  }
  const beside = { message: restMessage(world, source) }
  return { type: InteractionType.MessageComponent, user, channel, data, source, command: null, beside }
}

const choiceOf = (...menu: Parameters<typeof chosenIn>) => {
  const { values, resolved } = chosenIn(...menu)
  return { values, ...(resolved && { resolved }) }
}

const modalForm = z.looseObject({ custom_id: z.string(), components: z.array(z.unknown()) })

const modalPlan = (world: World, user: User, form: FormOf<'modal'>): Plan => {
  const opened = world.interactions.get(form.interaction)
  const modal = modalForm.safeParse(opened?.answer?.modal).data
  if (!opened || !modal) throw new ControlError(404, `interaction: ${form.interaction} has opened no form.`)
  if (opened.user.id !== user.id) throw new ControlError(403, 'interaction: somebody else opened this form.')
  const channel = world.channels.get(opened.channelId)
  if (!channel) throw new ControlError(404, 'interaction: its channel is gone.')
  const { components, resolved } = submittedFields(world, channel, user, modal.components, form.fields)
  const data = { custom_id: modal.custom_id, components, ...(resolved && { resolved }) }
  const { source } = opened
  const beside = source ? { message: restMessage(world, source) } : {}
  return {
    type: InteractionType.ModalSubmit,
    user,
    channel,
    data,
    source,
    command: null,
    opener: opened,
    beside,
  }
}

const named = ({ id, name, type, guild_id }: Command) => ({
  id,
  name,
  type,
  ...(guild_id !== undefined && { guild_id }),
})

/** An ephemeral message is there for one person. */
const messageOf = (world: World, id: string, user: User) => {
  const entry = findMessage(world, id)
  if (!entry) throw new ControlError(404, `message: there is no message ${id}.`)
  if (entry.ephemeralTo !== null && entry.ephemeralTo !== user.id)
    throw new ControlError(403, 'message: somebody else alone can see this message.')
  return entry
}
