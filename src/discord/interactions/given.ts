import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteraction,
  type APIApplicationCommandInteractionDataOption,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  type InteractionType,
} from 'discord-api-types/v10'
import type { Completion, Given, Pressed, Submitted } from '../commands/contract.ts'

type AnyOption = APIApplicationCommandInteractionDataOption<
  InteractionType.ApplicationCommand | InteractionType.ApplicationCommandAutocomplete
>

/** What was given with a command, and the path of its subcommands. */
export const givenOf = (data: APIApplicationCommandInteraction['data']): { path: string; given: Given } => {
  const { path, leaves } = descend('options' in data ? (data.options ?? []) : [])
  const resolved = 'resolved' in data ? data.resolved : undefined
  const attachments = resolved && 'attachments' in resolved ? (resolved.attachments ?? {}) : {}
  return {
    path,
    given: {
      options: valuesOf(leaves),
      attachments: new Map(Object.entries(attachments)),
      target:
        data.type === ApplicationCommandType.Message
          ? (data.resolved.messages[data.target_id] ?? null)
          : null,
    },
  }
}

export const completionOf = ({
  options,
}: APIApplicationCommandAutocompleteInteraction['data']): Completion => {
  const { path, leaves } = descend(options)
  const focused = leaves.find((option) => 'focused' in option && option.focused)
  return {
    path,
    option: focused?.name ?? '',
    typed: focused && 'value' in focused ? String(focused.value) : '',
    options: valuesOf(leaves),
  }
}

export const pressedOf = (
  { data, message }: APIMessageComponentInteraction,
  args: readonly string[],
): Pressed => ({
  args,
  values: 'values' in data ? data.values : [],
  message,
})

/** Text fields stand in rows (the older form) or in labels. */
export const submittedOf = (
  { data, message }: APIModalSubmitInteraction,
  args: readonly string[],
): Submitted => {
  const fields = data.components.flatMap((row) => {
    if ('components' in row) return row.components
    return 'component' in row ? [row.component] : []
  })
  return {
    args,
    message: message ?? null,
    fields: new Map(
      fields.flatMap((field) => {
        if ('value' in field && typeof field.value === 'string')
          return [[field.custom_id, field.value] as const]
        return 'values' in field ? [[field.custom_id, field.values.join(' ')] as const] : []
      }),
    ),
  }
}

const descend = (
  options: readonly AnyOption[],
  path = '',
): { path: string; leaves: readonly AnyOption[] } => {
  const [first] = options
  const isBranch =
    first?.type === ApplicationCommandOptionType.Subcommand ||
    first?.type === ApplicationCommandOptionType.SubcommandGroup
  if (!isBranch) return { path, leaves: options }
  return descend(first.options ?? [], path === '' ? first.name : `${path} ${first.name}`)
}

const valuesOf = (options: readonly AnyOption[]): Given['options'] =>
  new Map(options.flatMap((option) => ('value' in option ? [[option.name, option.value] as const] : [])))
