import { ApplicationCommandOptionType as Type } from 'discord-api-types/v10'
import type { Choice, CommandOption } from '../state/commands.ts'
import { channelsOf, type Place } from '../state/places.ts'
import { nameOf, type Person } from '../state/world.ts'

/** All that an option may be, where the page knows it; null where anything may be typed or the bot is asked. */
export const choicesOf = (option: CommandOption, place: Place, members: Person[]): Choice[] | null => {
  if (option.choices?.length) return option.choices
  switch (option.type) {
    case Type.Boolean:
      return [
        { name: 'True', value: true },
        { name: 'False', value: false },
      ]
    case Type.User:
      return people(members)
    case Type.Role:
      return roles(place)
    case Type.Mentionable:
      return [...people(members), ...roles(place)]
    case Type.Channel:
      return channels(option, place)
    case Type.String:
    case Type.Integer:
    case Type.Number:
    case Type.Attachment:
    case Type.Subcommand:
    case Type.SubcommandGroup:
      return null
  }
}

export const matchingChoices = (query: string, choices: Choice[]) =>
  choices.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase().trim()))

const people = (members: Person[]) =>
  members.map((person) => ({ name: `@${nameOf(person)}`, value: person.id }))

const roles = (place: Place) =>
  place.is === 'guild'
    ? place.guild.roles.map(({ id, name }) => ({ name: name.startsWith('@') ? name : `@${name}`, value: id }))
    : []

const channels = ({ channel_types: types }: CommandOption, place: Place) =>
  place.is === 'guild'
    ? channelsOf(place.guild)
        .filter(({ type }) => types?.includes(type) ?? true)
        .map(({ id, name }) => ({ name: `#${name}`, value: id }))
    : []
