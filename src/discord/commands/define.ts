import {
  ApplicationCommandOptionType as OptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  type APIApplicationCommandChannelOption,
  type APIApplicationCommandSubcommandGroupOption,
} from 'discord-api-types/v10'
import { localized, type CommandKey } from '../phrases/localized.ts'
import { guarded, type Access, type Permit } from './access.ts'
import type { Command, Definition, Handlers } from './contract.ts'

/** What the texts call a command, a subcommand or an option: `ask`, `privacy.export`, `ask.question`. */
type Named = CommandKey extends infer Key ? (Key extends `${infer Name}.description` ? Name : never) : never
type Options = APIApplicationCommandBasicOption[]

/** Works in guilds and in direct messages with the bot. */
const everywhere = {
  integration_types: [ApplicationIntegrationType.GuildInstall],
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
}

export const slashCommand = (
  name: Exclude<Named, `${string}.${string}`>,
  { options = [], run, ...handlers }: Handlers & { options?: Options },
): Command => ({
  definition: { ...slash(name), options },
  prefix: name,
  run: { '': run },
  ...handlers,
})

export type Subcommand = Handlers & { name: Named; access: Access; options: Options }

export const subcommand = (
  name: Named,
  access: Access,
  { options = [], ...handlers }: Handlers & { options?: Options },
): Subcommand => ({ name, access, options, ...handlers })

/**
 * A command with subcommands, each for those whom it's for; its components' and modals' actions belong to all of them
 * together, and are as guarded as the subcommand that they stand with.
 */
export const commandWithSubcommands = (
  name: Exclude<Named, `${string}.${string}`>,
  subcommands: readonly Subcommand[],
  { permit, managersOnly = false }: { permit: Permit; managersOnly?: boolean },
): Command => {
  const guard = subcommands.map((one) => ({ ...one, ...guarded(one, one.access, permit) }))
  return {
    definition: {
      ...slash(name),
      options: optionsOf(guard),
      ...(managersOnly && { default_member_permissions: String(PermissionFlagsBits.ManageGuild) }),
    },
    prefix: name,
    run: Object.fromEntries(guard.map(({ name: path, run }) => [wordsOf(path).join(' '), run])),
    async complete(caller, completion) {
      const asked = guard.find(({ name: path }) => wordsOf(path).join(' ') === completion.path)
      return (await asked?.complete?.(caller, completion)) ?? []
    },
    press: Object.assign({}, ...guard.map(({ press }) => press)),
    submit: Object.assign({}, ...guard.map(({ submit }) => submit)),
  }
}

/** A command in a message's menu. Its name is what people read there. */
export const messageCommand = (
  key: Extract<CommandKey, `${string}.menu`>,
  { prefix, run, ...handlers }: Handlers & { prefix: string },
): Command => {
  const { text, localizations } = localized(key)
  return {
    definition: {
      type: ApplicationCommandType.Message,
      name: text,
      ...(localizations && { name_localizations: localizations }),
      ...everywhere,
    },
    prefix,
    run: { '': run },
    ...handlers,
  }
}

type TextOption = {
  required?: boolean
  autocomplete?: boolean
  min_length?: number
  max_length?: number
  choices?: { name: string; value: string }[]
}

export const textOption = (name: Named, { choices, autocomplete, ...more }: TextOption = {}) =>
  ({
    ...described(name),
    type: OptionType.String,
    ...more,
    ...(autocomplete ? { autocomplete: true as const } : choices && { choices }),
  }) satisfies APIApplicationCommandBasicOption

const option =
  (type: OptionType.Boolean | OptionType.User | OptionType.Role | OptionType.Attachment) =>
  (name: Named, more: { required?: boolean } = {}) => ({ ...described(name), type, ...more })

export const flagOption = option(OptionType.Boolean)
export const userOption = option(OptionType.User)
export const roleOption = option(OptionType.Role)
export const fileOption = option(OptionType.Attachment)

type PlaceTypes = NonNullable<APIApplicationCommandChannelOption['channel_types']>

export const channelOption = (name: Named, more: { required?: boolean; channel_types?: PlaceTypes } = {}) =>
  ({ ...described(name), type: OptionType.Channel, ...more }) satisfies APIApplicationCommandBasicOption

const slash = (name: Named) =>
  ({ ...described(name), type: ApplicationCommandType.ChatInput, ...everywhere }) satisfies Definition

/** The name is the last word of what the texts call it. */
const described = (name: string) => {
  const names = localized(`${name}.name`)
  const { text, localizations } = localized(`${name}.description`)
  return {
    name: name.split('.').at(-1)!,
    ...(names.localizations && { name_localizations: names.localizations }),
    description: text,
    ...(localizations && { description_localizations: localizations }),
  }
}

/** `chatadmin.persona.allow` is the subcommand `allow` of the group `persona`. */
const wordsOf = (name: string) => name.split('.').slice(1)

const optionsOf = (subcommands: readonly Subcommand[]): APIApplicationCommandOption[] =>
  [...Map.groupBy(subcommands, ({ name }) => wordsOf(name)[0]!)].flatMap<APIApplicationCommandOption>(
    ([, alike]) => {
      const [first] = alike
      if (wordsOf(first!.name).length === 1) return alike.map(asOption)
      const group = first!.name.split('.').slice(0, 2).join('.')
      return [asGroup(group, alike)]
    },
  )

const asGroup = (
  name: string,
  subcommands: readonly Subcommand[],
): APIApplicationCommandSubcommandGroupOption => ({
  ...described(name),
  type: OptionType.SubcommandGroup,
  options: subcommands.map(asOption),
})

const asOption = ({ name, options }: Subcommand) => ({
  ...described(name),
  type: OptionType.Subcommand as const,
  options,
})
