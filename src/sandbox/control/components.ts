import { ComponentType } from 'discord-api-types/v10'
import { z } from 'zod'
import { ControlError } from './input.ts'

const componentSchema = z.looseObject({
  type: z.enum(ComponentType),
  id: z.int().optional(),
  custom_id: z.string().optional(),
  disabled: z.boolean().optional(),
  required: z.boolean().optional(),
  value: z.string().optional(),
  min_length: z.int().optional(),
  max_length: z.int().optional(),
  min_values: z.int().optional(),
  max_values: z.int().optional(),
  options: z.array(z.looseObject({ value: z.string() })).optional(),
  components: z.array(z.unknown()).optional(),
  component: z.unknown().optional(),
  accessory: z.unknown().optional(),
})
export type Component = z.infer<typeof componentSchema>

/** The component with this custom_id, however deep it stands; one that can't be used is refused. */
export const componentIn = (components: unknown[], customId: string): Component => {
  const all = flatten(components)
  const found = all.find((component) => component.custom_id === customId)
  const known = all.flatMap((component) => component.custom_id ?? []).join(', ') || 'none'
  if (!found) throw new ControlError(404, `custom_id: there is no "${customId}" here. There is: ${known}.`)
  if (found.disabled) throw new ControlError(409, `custom_id: "${customId}" is disabled.`)
  return found
}

/** What stands in it, in order; what can't be read as a component is left out. */
export const componentsIn = (components: unknown[]): Component[] =>
  components.flatMap((one) => componentSchema.safeParse(one).data ?? [])

const flatten = (components: unknown[]): Component[] =>
  componentsIn(components).flatMap((component) => [
    component,
    ...flatten(component.components ?? []),
    ...flatten([component.component, component.accessory]),
  ])
