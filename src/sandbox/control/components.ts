import { ComponentType } from 'discord-api-types/v10'
import { z } from 'zod'
import { ControlError } from './input.ts'

const componentSchema = z.looseObject({
  type: z.enum(ComponentType),
  custom_id: z.string().optional(),
  disabled: z.boolean().optional(),
  components: z.array(z.unknown()).optional(),
  component: z.unknown().optional(),
})
type Component = z.infer<typeof componentSchema>

/** The component with this custom_id, however deep it stands; one that can't be used is refused. */
export const componentIn = (components: unknown[], customId: string): Component => {
  const all = flatten(components)
  const found = all.find((component) => component.custom_id === customId)
  const known = all.flatMap((component) => component.custom_id ?? []).join(', ') || 'none'
  if (!found) throw new ControlError(404, `custom_id: there is no "${customId}" here. There is: ${known}.`)
  if (found.disabled) throw new ControlError(409, `custom_id: "${customId}" is disabled.`)
  return found
}

const flatten = (components: unknown[]): Component[] =>
  components.flatMap((one) => {
    const component = componentSchema.safeParse(one).data
    if (!component) return []
    return [
      component,
      ...flatten(component.components ?? []),
      ...flatten(component.component ? [component.component] : []),
    ]
  })
