import { ComponentType } from 'discord-api-types/v10'
import type { Channel, User } from '../world/things.ts'
import type { World } from '../world/world.ts'
import type { Component } from './components.ts'
import { ControlError } from './input.ts'
import { resolvedOf } from './resolved.ts'

/** What was chosen in a menu: as many as it asks for, and only what it offers. */
export const chosenIn = (world: World, channel: Channel, user: User, menu: Component, values: string[]) => {
  const least = menu.required === false ? 0 : (menu.min_values ?? 1)
  const most = menu.max_values ?? 1
  const offered = menu.options?.map(({ value }) => value)
  const among = offered ? ` of: ${offered.join(', ')}` : ''
  if (values.length < least || values.length > most)
    throw new ControlError(400, `values: choose ${least} to ${most}${among}.`)
  const foreign = offered && values.find((value) => !offered.includes(value))
  if (foreign !== undefined) throw new ControlError(400, `values: "${foreign}" is not one${among}.`)
  const resolved = resolvedOf(world, channel, user, idsOf(menu.type, values))
  return { values, resolved }
}

const idsOf = (type: ComponentType, values: string[]) => {
  const of = (...types: ComponentType[]) => (types.includes(type) ? values : [])
  return {
    users: of(ComponentType.UserSelect, ComponentType.MentionableSelect),
    roles: of(ComponentType.RoleSelect, ComponentType.MentionableSelect),
    channels: of(ComponentType.ChannelSelect),
    attachments: [],
  }
}
