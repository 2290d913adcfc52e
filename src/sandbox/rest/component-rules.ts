import { ComponentType, MessageFlags } from 'discord-api-types/v10'
import { z } from 'zod'
import { invalidForm } from './errors.ts'
import { text } from './form.ts'

const selectOption = z.looseObject({
  label: text(100, 1),
  value: text(100, 1),
  description: text(100).nullish(),
})

const count = z.int().min(0).max(25)

const leaf = z.looseObject({
  type: z.enum(ComponentType),
  custom_id: text(100, 1).optional(),
  label: text(80).nullish(),
  placeholder: text(150).nullish(),
  options: z.array(selectOption).min(1).max(25).optional(),
  min_values: count.nullish(),
  max_values: count.min(1).nullish(),
})

/** A row of buttons or a menu; what the newer layouts are made of is let through as it is. */
export const componentForm = z.looseObject({
  type: z.enum(ComponentType),
  components: z.array(leaf).min(1).max(5).optional(),
})

const input = leaf.extend({
  label: text(45).nullish(),
  placeholder: text(100).nullish(),
  value: text(4000).nullish(),
})

/** A row or a label of a form with its field. */
export const formRowForm = z.looseObject({
  type: z.enum(ComponentType),
  label: text(45, 1).optional(),
  description: text(100).nullish(),
  components: z.array(input).length(1).optional(),
  component: input.omit({ label: true }).optional(),
})

type Component = z.infer<typeof componentForm>

const MOST_ROWS = 5

/** What no component can break alone: too many rows, a menu that shares its row, the same custom_id twice. */
export const checkComponents = (
  components: Component[] | null | undefined,
  flags: number | null | undefined,
) => {
  const rows = components ?? []
  const isOld = ((flags ?? 0) & MessageFlags.IsComponentsV2) === 0
  if (isOld && rows.length > MOST_ROWS)
    throw refused('BASE_TYPE_BAD_LENGTH', `Must be ${MOST_ROWS} or fewer in length.`)
  const crowded = rows.some(
    ({ components: inside = [] }) =>
      inside.length > 1 && inside.some(({ type }) => type !== ComponentType.Button),
  )
  if (crowded)
    throw refused('COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width')
  const ids = rows.flatMap((row) => (row.components ?? []).flatMap(({ custom_id }) => custom_id ?? []))
  if (new Set(ids).size < ids.length)
    throw refused('COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated')
}

const refused = (code: string, message: string) =>
  invalidForm({ components: { _errors: [{ code, message }] } })
