import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type APIApplicationCommandBasicOption,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import { commandTexts } from '../phrases/commands.ts'

type TextKey = keyof typeof commandTexts
type Describable = Extract<TextKey, `${string}.description`>
type NameOf<Key> = Key extends `${infer Name}.description` ? Name : never

/** A command of this name, which works in guilds and in direct messages with the bot. */
export const define = (
  name: Exclude<NameOf<Describable>, `${string}.${string}`>,
  options: APIApplicationCommandBasicOption[] = [],
): RESTPostAPIChatInputApplicationCommandsJSONBody => ({
  type: ApplicationCommandType.ChatInput,
  name,
  description: commandTexts[`${name}.description`],
  integration_types: [ApplicationIntegrationType.GuildInstall],
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
  options,
})

export const textOption = (
  key: Describable,
  more: { required?: boolean; max_length?: number; choices?: { name: string; value: string }[] } = {},
): APIApplicationCommandBasicOption => ({
  type: ApplicationCommandOptionType.String,
  name: key.split('.').at(-2)!,
  description: commandTexts[key],
  ...more,
})

export const flagOption = (key: Describable): APIApplicationCommandBasicOption => ({
  type: ApplicationCommandOptionType.Boolean,
  name: key.split('.').at(-2)!,
  description: commandTexts[key],
})
