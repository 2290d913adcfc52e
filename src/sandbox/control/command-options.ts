import { ApplicationCommandOptionType as Type } from 'discord-api-types/v10'
import { channelPayload, memberPayload } from '../world/payloads.ts'
import type { Channel, Command, CommandOption } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { ControlError } from './input.ts'

type Values = Record<string, string | number | boolean>

/** A slash command's options as INTERACTION_CREATE has them, under the subcommands that `path` names. */
export const optionsOf = (
  world: World,
  channel: Channel,
  command: Command,
  path: string[],
  values: Values,
  focused: string | null,
): { options: object[]; resolved: object | null } => {
  const steps = path.map((_, index) => stepTo(command, path.slice(0, index + 1)))
  const declared = steps.at(-1)?.options ?? command.options ?? []
  if (declared.some(({ type }) => isBranch(type)))
    throw new ControlError(
      400,
      `name: say which: ${declared.map((one) => `${command.name} ${one.name}`).join(', ')}.`,
    )
  checkNames(declared, values, focused)
  const given = declared
    .filter((option) => option.name in values || option.name === focused)
    .map((option) => ({
      name: option.name,
      type: option.type,
      value: values[option.name] ?? '',
      ...(option.name === focused && { focused: true }),
    }))
  const options = steps.reduceRight<object[]>(
    (inside, { name, type }) => [{ name, type, options: inside }],
    given,
  )
  return { options, resolved: resolvedOf(world, channel, given) }
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

/** The people, channels and roles that the values name. */
const resolvedOf = (world: World, channel: Channel, given: { type: Type; value: unknown }[]) => {
  const guild = channel.kind === 'dm' ? undefined : world.guilds.get(channel.guildId)
  const of = (type: Type) =>
    given
      .filter((one) => one.type === type || one.type === Type.Mentionable)
      .map(({ value }) => String(value))
  const users = of(Type.User).flatMap((id) => world.people.get(id) ?? [])
  const members = users.flatMap(({ id }) => guild?.members.get(id) ?? [])
  const roles = of(Type.Role).flatMap((id) => guild?.roles.get(id) ?? [])
  const channels = of(Type.Channel).flatMap((id) => world.channels.get(id) ?? [])
  if (users.length + roles.length + channels.length === 0) return null
  return {
    users: Object.fromEntries(users.map((user) => [user.id, user])),
    members: Object.fromEntries(
      members.map((member) => [member.userId, { ...memberPayload(world, member), user: undefined }]),
    ),
    roles: Object.fromEntries(roles.map((role) => [role.id, role])),
    channels: Object.fromEntries(channels.map((one) => [one.id, channelPayload(world, one)])),
  }
}
