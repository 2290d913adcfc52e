import { ComponentType } from 'discord-api-types/v10'
import type { Channel } from '../world/things.ts'
import type { World } from '../world/world.ts'
import { type Component, componentIn, componentsIn } from './components.ts'
import { ControlError } from './input.ts'
import { chosenIn } from './menu-values.ts'

export type Fields = Record<string, string | string[]>

/** What a filled form says, built as the form was: rows with an input each, or labels. */
export const submittedFields = (world: World, channel: Channel, form: unknown[], fields: Fields) => {
  for (const name of Object.keys(fields)) componentIn(form, name)
  const filled = (component: Component) => {
    const { type, id, custom_id = '' } = component
    const own = { type, ...(id !== undefined && { id }) }
    if (!component.custom_id) return own
    const given = fields[custom_id]
    if (type === ComponentType.TextInput) return { ...own, custom_id, value: textOf(component, given) }
    const values = given === undefined ? [] : [given].flat()
    return { ...own, custom_id, ...chosenIn(world, channel, component, values) }
  }
  return componentsIn(form).map((row) => {
    const [inside] = componentsIn([row.component])
    return {
      ...filled(row),
      ...(row.components && { components: componentsIn(row.components).map(filled) }),
      ...(inside && { component: filled(inside) }),
    }
  })
}

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
