import {
  ApplicationCommandOptionType as OptionType,
  ComponentType as Type,
  type APISelectMenuComponent,
} from 'discord-api-types/v10'
import type { Place } from '../state/places.ts'
import type { Person } from '../state/world.ts'
import { choicesOf } from './option-choices.ts'

export type Entry = { name: string; value: string; about?: string | undefined; chosen: boolean }

/** What a menu offers: its own options, or who and what there is in the place. */
export const entriesOf = (menu: APISelectMenuComponent, place: Place, members: Person[]): Entry[] => {
  if (menu.type === Type.StringSelect)
    return menu.options.map((option) => ({
      name: [option.emoji?.name, option.label].filter(Boolean).join(' '),
      value: option.value,
      about: option.description,
      chosen: option.default ?? false,
    }))
  const channelTypes = menu.type === Type.ChannelSelect ? menu.channel_types : undefined
  const like = {
    type: kinds[menu.type],
    name: '',
    description: '',
    ...(channelTypes && { channel_types: channelTypes }),
  }
  const preset = menu.default_values?.map(({ id }) => id) ?? []
  return (choicesOf(like, place, members) ?? []).map(({ name, value }) => ({
    name,
    value: String(value),
    chosen: preset.includes(String(value)),
  }))
}

const kinds = {
  [Type.UserSelect]: OptionType.User,
  [Type.RoleSelect]: OptionType.Role,
  [Type.MentionableSelect]: OptionType.Mentionable,
  [Type.ChannelSelect]: OptionType.Channel,
} as const
