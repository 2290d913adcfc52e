import { ApplicationCommandOptionType as Type } from 'discord-api-types/v10'
import type { Channel, Command, CommandOption, User } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { ControlError } from './input.ts'
import { checkValue, type OptionValue } from './option-values.ts'
import { resolvedOf } from './resolved.ts'
import { storeUpload } from './uploads.ts'

type Values = Record<string, OptionValue>

/** A slash command's options as INTERACTION_CREATE has them, under the subcommands that `path` names. */
export const optionsOf = (
  world: World,
  channel: Channel,
  user: User,
  command: Command,
  path: string[],
  values: Values,
  focused: string | null,
): { options: object[]; resolved: object | null } => {
  const steps = path.map((_, index) => stepTo(command, path.slice(0, index + 1)))
  const { options: declared = [] } = steps.at(-1) ?? command
  if (declared.some(({ type }) => isBranch(type)))
    throw new ControlError(
      400,
      `name: say which: ${declared.map((one) => `${command.name} ${one.name}`).join(', ')}.`,
    )
  checkNames(declared, values, focused)
  const used = declared.filter(({ name }) => name in values || name === focused)
  // What is completed while it's typed may be anything yet.
  if (focused === null) for (const option of used) checkValue(world, channel, option, values[option.name]!)
  const given = used.map((option) => givenOf(world, channel, option, values[option.name] ?? ''))
  const options = steps.reduceRight<object[]>(
    (inside, { name, type }) => [{ name, type, options: inside }],
    given.map(({ name, type, value }) => ({ name, type, value, ...(name === focused && { focused: true }) })),
  )
  return { options, resolved: resolvedOf(world, channel, user, chosenOf(given)) }
}

const isBranch = (type: Type) => type === Type.Subcommand || type === Type.SubcommandGroup

const stepTo = (command: Command, path: string[]): CommandOption => {
  let options = command.options ?? []
  let found: CommandOption | undefined
  for (const name of path) {
    found = options.find((option) => option.name === name && isBranch(option.type))
    if (!found) throw new ControlError(404, `name: "${command.name}" has no subcommand "${name}".`)
    options = found.options ?? []
  }
  return found!
}

const checkNames = (declared: CommandOption[], values: Values, focused: string | null) => {
  const names = declared.map(({ name }) => name)
  for (const name of [...Object.keys(values), ...(focused === null ? [] : [focused])])
    if (!names.includes(name))
      throw new ControlError(
        400,
        `options: there is no "${name}" here. There is: ${names.join(', ') || 'none'}.`,
      )
  const missing = declared.find(({ name, required }) => required && !(name in values))
  if (missing && focused === null) throw new ControlError(400, `options: "${missing.name}" is required.`)
}

type Given = ReturnType<typeof givenOf>

/** A file is kept, and the option's value is its id. */
const givenOf = (world: World, channel: Channel, { name, type }: CommandOption, value: OptionValue) => {
  if (typeof value !== 'object') return { name, type, value, file: null }
  const file = storeUpload(world, channel.id, value)
  return { name, type, value: file.id, file }
}

const chosenOf = (given: Given[]) => {
  const of = (type: Type) =>
    given
      .filter((one) => one.type === type || one.type === Type.Mentionable)
      .map(({ value }) => String(value))
  return {
    users: of(Type.User),
    roles: of(Type.Role),
    channels: given.filter(({ type }) => type === Type.Channel).map(({ value }) => String(value)),
    attachments: given.flatMap(({ file }) => file ?? []),
  }
}
