import { ApplicationCommandType as CommandType, ComponentType, InteractionType } from 'discord-api-types/v10'
import { z } from 'zod'
import { restMessage } from '../world/message-views.ts'
import { findMessage } from '../world/messages.ts'
import type { Channel, Command, Interaction, MessageEntry, User } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { optionsOf } from './command-options.ts'
import { componentIn } from './components.ts'
import { channelOf, ControlError, mayBeIn, personOf } from './input.ts'

const common = { author: z.string(), wait: z.boolean().default(false) }
const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({})

export const interactionForm = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    ...common,
    channel: z.string(),
    name: z.string(),
    options: values,
  }),
  z.strictObject({
    kind: z.literal('autocomplete'),
    ...common,
    channel: z.string(),
    name: z.string(),
    options: values,
    focused: z.string(),
  }),
  z.strictObject({ kind: z.literal('message_command'), ...common, name: z.string(), message: z.string() }),
  z.strictObject({
    kind: z.literal('component'),
    ...common,
    message: z.string(),
    custom_id: z.string(),
    values: z.array(z.string()).max(25).optional(),
  }),
  z.strictObject({
    kind: z.literal('modal'),
    ...common,
    /** The interaction whose answer opened the form. */
    interaction: z.string(),
    fields: z.record(z.string(), z.string()).default({}),
  }),
])
type InteractionForm = z.infer<typeof interactionForm>

/** What an interaction will be made of. */
export type Plan = {
  type: InteractionType
  user: User
  channel: Channel
  data: object
  source: MessageEntry | null
  target: Interaction['target']
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
    case 'component':
      return componentPlan(world, user, form)
    case 'modal':
      return modalPlan(world, user, form)
  }
}

type Of<Kind> = Extract<InteractionForm, { kind: Kind }>

const slashPlan = (world: World, user: User, form: Of<'command' | 'autocomplete'>): Plan => {
  const channel = channelOf(world, form.channel)
  const [name = '', ...path] = form.name.replace(/^\//, '').split(/\s+/)
  const command = commandOf(world, channel, name, CommandType.ChatInput)
  const focused = form.kind === 'autocomplete' ? form.focused : null
  const type =
    focused === null ? InteractionType.ApplicationCommand : InteractionType.ApplicationCommandAutocomplete
  const { options, resolved } = optionsOf(world, channel, command, path, form.options, focused)
  const data = { ...named(command), ...(options.length > 0 && { options }), ...(resolved && { resolved }) }
  return { type, user, channel, data, source: null, target: 'slash' }
}

const messageCommandPlan = (world: World, user: User, form: Of<'message_command'>): Plan => {
  const entry = messageOf(world, form.message)
  const channel = world.channels.get(entry.channelId)!
  const command = commandOf(world, channel, form.name, CommandType.Message)
  const resolved = { messages: { [entry.message.id]: restMessage(world, entry) } }
  const data = { ...named(command), target_id: entry.message.id, resolved }
  return { type: InteractionType.ApplicationCommand, user, channel, data, source: null, target: 'message' }
}

const componentPlan = (world: World, user: User, form: Of<'component'>): Plan => {
  const source = messageOf(world, form.message)
  const channel = world.channels.get(source.channelId)!
  const component = componentIn(source.message.components, form.custom_id)
  const data = {
    custom_id: form.custom_id,
    component_type: component.type,
    ...(component.type !== ComponentType.Button && { values: form.values ?? [] }),
  }
  const beside = { message: restMessage(world, source) }
  return { type: InteractionType.MessageComponent, user, channel, data, source, target: null, beside }
}

const modalForm = z.looseObject({ custom_id: z.string(), components: z.array(z.unknown()) })

const modalPlan = (world: World, user: User, form: Of<'modal'>): Plan => {
  const opened = world.interactions.get(form.interaction)
  const modal = modalForm.safeParse(opened?.answer?.modal).data
  if (!opened || !modal) throw new ControlError(404, `interaction: ${form.interaction} has opened no form.`)
  const channel = world.channels.get(opened.channelId)
  if (!channel) throw new ControlError(404, 'interaction: its channel is gone.')
  const components = Object.entries(form.fields).map(([custom_id, value]) => {
    const { type } = componentIn(modal.components, custom_id)
    return { type: ComponentType.ActionRow, components: [{ type, custom_id, value }] }
  })
  const data = { custom_id: modal.custom_id, components }
  const { source } = opened
  const beside = source ? { message: restMessage(world, source) } : {}
  return { type: InteractionType.ModalSubmit, user, channel, data, source, target: null, beside }
}

const commandOf = (world: World, channel: Channel, name: string, type: CommandType): Command => {
  const here = [...world.commands.values()].filter(
    (command) =>
      command.type === type &&
      (command.guild_id === undefined || (channel.kind !== 'dm' && command.guild_id === channel.guildId)),
  )
  const command = here.find((one) => one.name === name)
  if (command) return command
  const names = here.map((one) => one.name).join(', ') || 'none'
  throw new ControlError(
    404,
    `name: the bot has no such command here as "${name}". It has registered: ${names}.`,
  )
}

const named = ({ id, name, type, guild_id }: Command) => ({
  id,
  name,
  type,
  ...(guild_id !== undefined && { guild_id }),
})

const messageOf = (world: World, id: string) => {
  const entry = findMessage(world, id)
  if (!entry) throw new ControlError(404, `message: there is no message ${id}.`)
  return entry
}
