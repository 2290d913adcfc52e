import { ApplicationCommandOptionType as Type } from 'discord-api-types/v10'
import { guildOf } from '../world/channels.ts'
import type { Channel, CommandOption } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { ControlError } from './input.ts'
import type { Upload } from './uploads.ts'

export type OptionValue = string | number | boolean | Upload

/** Refuses what Discord's client would not let through. */
export const checkValue = (world: World, channel: Channel, option: CommandOption, value: OptionValue) => {
  const wanted = complaintOf(world, channel, option, value)
  if (wanted) throw new ControlError(400, `options: "${option.name}" must be ${wanted}.`)
}

const complaintOf = (world: World, channel: Channel, option: CommandOption, value: OptionValue) => {
  switch (option.type) {
    case Type.String:
      return typeof value === 'string' ? textComplaint(option, value) : 'text'
    case Type.Integer:
      return Number.isInteger(value) ? numberComplaint(option, Number(value)) : 'a whole number'
    case Type.Number:
      return typeof value === 'number' ? numberComplaint(option, value) : 'a number'
    case Type.Boolean:
      return typeof value === 'boolean' ? null : 'true or false'
    case Type.User:
      return isPerson(world, value) ? null : 'the id of a person'
    case Type.Channel:
      return typeof value === 'string' && world.channels.has(value) ? null : 'the id of a channel'
    case Type.Role:
      return isRole(world, channel, value) ? null : 'the id of a role of this guild'
    case Type.Mentionable:
      return isRole(world, channel, value) || isPerson(world, value) ? null : 'the id of a person or a role'
    case Type.Attachment:
      return typeof value === 'object' ? null : 'a file: filename, and content or base64'
    case Type.Subcommand:
    case Type.SubcommandGroup:
      return 'part of the name'
  }
}

const textComplaint = ({ min_length = 0, max_length = 6000, ...option }: CommandOption, value: string) => {
  const length = Array.from(value).length
  if (length < min_length || length > max_length) return `${min_length} to ${max_length} characters long`
  return choiceComplaint(option, value)
}

const numberComplaint = (option: CommandOption, value: number) => {
  const { min_value = -(2 ** 53), max_value = 2 ** 53 } = option
  if (value < min_value || value > max_value) return `from ${min_value} to ${max_value}`
  return choiceComplaint(option, value)
}

const choiceComplaint = ({ choices = [] }: Pick<CommandOption, 'choices'>, value: string | number) =>
  choices.length === 0 || choices.some((choice) => choice.value === value)
    ? null
    : `one of ${choices.map((choice) => choice.value).join(', ')}`

const isPerson = (world: World, value: OptionValue) => typeof value === 'string' && world.people.has(value)

const isRole = (world: World, channel: Channel, value: OptionValue) =>
  typeof value === 'string' && guildOf(world, channel)?.roles.has(value) === true
