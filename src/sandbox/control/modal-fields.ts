import { ComponentType } from 'discord-api-types/v10'
import type { Channel, User } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { type Component, componentIn, componentsIn } from './components.ts'
import { ControlError } from './input.ts'
import { chosenIn } from './menu-values.ts'
import type { Resolved } from './resolved.ts'

export type Fields = Record<string, string | string[]>

/** What a filled form says, built as the form was: rows with an input each, or labels; and who was chosen in it. */
export const submittedFields = (
  world: World,
  channel: Channel,
  user: User,
  form: unknown[],
  fields: Fields,
) => {
  for (const name of Object.keys(fields)) componentIn(form, name)
  const found: Resolved[] = []
  const filled = (component: Component) => {
    const { type, id, custom_id = '' } = component
    const own = { type, ...(id !== undefined && { id }) }
    if (!component.custom_id) return own
    const given = fields[custom_id]
    if (type === ComponentType.TextInput) return { ...own, custom_id, value: textOf(component, given) }
    const wanted = given === undefined ? [] : [given].flat()
    const { values, resolved } = chosenIn(world, channel, user, component, wanted)
    if (resolved) found.push(resolved)
    return { ...own, custom_id, values }
  }
  const components = componentsIn(form).map((row) => {
    const [inside] = componentsIn([row.component])
    return {
      ...filled(row),
      ...(row.components && { components: componentsIn(row.components).map(filled) }),
      ...(inside && { component: filled(inside) }),
    }
  })
  return { components, resolved: found.length > 0 ? found.reduce(merged) : null }
}

const merged = (one: Resolved, other: Resolved): Resolved => ({
  users: { ...one.users, ...other.users },
  members: { ...one.members, ...other.members },
  roles: { ...one.roles, ...other.roles },
  channels: { ...one.channels, ...other.channels },
})

const textOf = (input: Component, given: string | string[] | undefined) => {
  const text = String(given ?? input.value ?? '')
  const name = `fields: "${input.custom_id}"`
  const length = Array.from(text).length
  if (length === 0) {
    if (input.required ?? true) throw new ControlError(400, `${name} is required.`)
    return text
  }
  const { min_length = 0, max_length = 4000 } = input
  if (length < min_length || length > max_length)
    throw new ControlError(400, `${name} must have ${min_length} to ${max_length} characters.`)
  return text
}
