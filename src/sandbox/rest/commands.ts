import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
} from 'discord-api-types/v10'
import express from 'express'
import { z } from 'zod'
import type { Command, CommandOption } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { joinedGuild } from './access.ts'
import { discordError, invalidForm } from './errors.ts'
import { formOf, text } from './form.ts'

const optionForm: z.ZodType<CommandOption> = z.lazy(() =>
  z.looseObject({
    type: z.enum(ApplicationCommandOptionType),
    name: text(32, 1),
    description: text(100, 1),
    required: z.boolean().optional(),
    choices: z
      .array(z.looseObject({ name: text(100, 1), value: z.union([z.string(), z.number()]) }))
      .max(25)
      .optional(),
    options: z.array(optionForm).max(25).optional(),
    autocomplete: z.boolean().optional(),
    min_value: z.number().optional(),
    max_value: z.number().optional(),
    min_length: z.int().min(0).max(6000).optional(),
    max_length: z.int().min(1).max(6000).optional(),
    channel_types: z.array(z.enum(ChannelType)).optional(),
  }),
)

const permissionBits = z.union([z.int().min(0), z.string().regex(/^\d{1,20}$/)]).transform(String)

const commandForm = z.looseObject({
  type: z.enum(ApplicationCommandType).default(ApplicationCommandType.ChatInput),
  name: text(32, 1),
  description: text(100).optional(),
  options: z.array(optionForm).max(25).optional(),
  // Taken as a number or as text, and given back as text.
  default_member_permissions: permissionBits.nullable().default(null),
})
const changeForm = commandForm
  .partial()
  .omit({ type: true })
  .extend({ default_member_permissions: permissionBits.nullable().exactOptional() })
type CommandForm = z.infer<typeof commandForm>

const slashName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u

/** Global commands, and a guild's own. */
export const commandRoutes = (world: World) => {
  const routes = express.Router()
  const all = ['/applications/:application/commands', '/applications/:application/guilds/:guild/commands']
  const one = all.map((path) => `${path}/:command`)

  routes.use('/applications/:application', (request, _response, next) => {
    if (request.params.application !== world.application.id) throw discordError('foreignApplication')
    next()
  })
  routes.get(all, (request, response) => {
    const commands = commandsOf(world, guildId(world, request.params.guild))
    const whole = request.query['with_localizations'] === 'true'
    response.json(whole ? commands : commands.map(withoutLocalizations))
  })
  routes.post(all, (request, response) => {
    const guild = guildId(world, request.params.guild)
    const before = world.commands.size
    const command = put(world, guild, formOf(request, commandForm))
    world.announce({ is: 'commands changed' })
    response.status(world.commands.size > before ? 201 : 200).json(command)
  })
  routes.put(all, (request, response) => {
    const guild = guildId(world, request.params.guild)
    const forms = formOf(request, z.array(commandForm).max(100))
    const kept = new Set(forms.map((form) => put(world, guild, form).id))
    for (const { id } of commandsOf(world, guild)) if (!kept.has(id)) world.commands.delete(id)
    world.announce({ is: 'commands changed' })
    response.json(commandsOf(world, guild))
  })
  routes.get(one, (request, response) => {
    response.json(known(world, request.params.command))
  })
  routes.patch(one, (request, response) => {
    const command = known(world, request.params.command)
    const { name = command.name, description = command.description, ...changes } = formOf(request, changeForm)
    check({ type: command.type, name, description, options: changes.options ?? command.options })
    world.commands.set(command.id, { ...command, ...changes, name, description, version: world.nextId() })
    world.announce({ is: 'commands changed' })
    response.json(world.commands.get(command.id))
  })
  routes.delete(one, (request, response) => {
    world.commands.delete(known(world, request.params.command).id)
    world.announce({ is: 'commands changed' })
    response.status(204).end()
  })
  return routes
}

/** A command of the same name and type is replaced and keeps its id. */
const put = (world: World, guild: string | null, form: CommandForm): Command => {
  check(form)
  const before = commandsOf(world, guild).find(({ name, type }) => name === form.name && type === form.type)
  const command: Command = {
    dm_permission: true,
    contexts: null,
    integration_types: [ApplicationIntegrationType.GuildInstall],
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
    ...form,
    description: form.description ?? '',
    id: before?.id ?? world.nextId(),
    application_id: world.application.id,
    version: world.nextId(),
    ...(guild !== null && { guild_id: guild }),
  }
  world.commands.set(command.id, command)
  return command
}

type Checked = Pick<CommandForm, 'type' | 'name' | 'description' | 'options'>

const check = ({ type, name, description, options = [] }: Checked) => {
  if (type !== ApplicationCommandType.ChatInput) return
  checkNames(name, options)
  if (!description)
    throw invalidForm({
      description: { _errors: [{ code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }] },
    })
}

const checkNames = (name: string, options: CommandOption[]) => {
  if (!slashName.test(name) || name !== name.toLowerCase())
    throw invalidForm({
      name: { _errors: [{ code: 'APPLICATION_COMMAND_INVALID_NAME', message: 'Command name is invalid' }] },
    })
  if (new Set(options.map((option) => option.name)).size < options.length)
    throw invalidOptions('APPLICATION_COMMAND_OPTIONS_NAME_INVALID', 'Option name is not unique')
  const late = options.findLastIndex(({ required }) => required) > options.findIndex(isOptional)
  if (late && options.some(isOptional))
    throw invalidOptions(
      'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
      'Required options must be placed before non-required options',
    )
  for (const option of options) checkNames(option.name, option.options ?? [])
}

const isOptional = ({ required }: CommandOption) => required !== true

const invalidOptions = (code: string, message: string) =>
  invalidForm({ options: { _errors: [{ code, message }] } })

const commandsOf = (world: World, guild: string | null) =>
  [...world.commands.values()].filter((command) => (command.guild_id ?? null) === guild)

/** A list has the translations only when it is asked for them. */
const withoutLocalizations = <Named extends { options?: CommandOption[] | undefined }>(
  named: Named,
): Named => ({
  ...named,
  name_localizations: undefined,
  description_localizations: undefined,
  ...(named.options && { options: named.options.map(withoutLocalizations) }),
})

type Parameter = string | string[] | undefined

const known = (world: World, id: Parameter) => {
  const command = world.commands.get(String(id))
  if (!command) throw discordError('unknownCommand')
  return command
}

const guildId = (world: World, id: Parameter) => (id === undefined ? null : joinedGuild(world, String(id)).id)
