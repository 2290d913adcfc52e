import {
  ApplicationCommandOptionType as Type,
  ApplicationCommandType as CommandType,
  type APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10'

/** A command as the bot has registered it. */
export type Command = {
  name: string
  type: CommandType
  description: string
  options?: CommandOption[]
  default_member_permissions?: string | null
}

export type CommandOption = {
  type: Type
  name: string
  description: string
  required?: boolean
  choices?: Choice[]
  options?: CommandOption[]
  autocomplete?: boolean
  max_length?: number
  channel_types?: number[]
}

export type Choice = { name: string; value: string | number | boolean }

/** As the control API takes them, by name; a file with what is in it. */
export type Options = Record<string, string | number | boolean | { filename: string; base64: string }>

/** A command as it is typed: a subcommand's name has those above it in front, `settings model`. */
export type SlashCommand = { name: string; description: string; options: readonly CommandOption[] }

/** What an interaction came to; `answer` is null when the bot gave none in time. */
export type Used = { id: string; answer: null | { choices: Choice[] | null; modal: ModalForm | null } }

export type ModalForm = APIModalInteractionResponseCallbackData

/** In the order of their names, first those that everybody may use. */
export const slashCommands = (commands: readonly Command[]): SlashCommand[] =>
  commands
    .filter(({ type }) => type === CommandType.ChatInput)
    .sort((one, other) => needOf(one) - needOf(other) || one.name.localeCompare(other.name))
    .flatMap((command) => typed(command).sort((one, other) => one.name.localeCompare(other.name)))

const needOf = ({ default_member_permissions: needed }: Command) => Number((needed ?? null) !== null)

/** The names of the commands that are used on a message or on a person. */
export const menuCommands = (commands: readonly Command[], on: 'message' | 'person') =>
  commands
    .filter(({ type }) => type === (on === 'message' ? CommandType.Message : CommandType.User))
    .map(({ name }) => name)

/** What stands behind the slash; null where no command is being typed. */
export const commandQuery = (text: string, caret: number): string | null =>
  caret === text.length ? (/^\/([^\n]{0,100})$/.exec(text)?.[1] ?? null) : null

export const matchingCommands = (query: string, commands: SlashCommand[]) => {
  const wanted = query.toLowerCase().trim()
  const starting = commands.filter(({ name }) => name.startsWith(wanted))
  return [...starting, ...commands.filter(({ name }) => !name.startsWith(wanted) && name.includes(wanted))]
}

/** The command whose whole name was typed, with the space behind it, and the rest of the text. */
export const typedCommand = (query: string, commands: SlashCommand[]) => {
  const command = commands.find(({ name }) => query.startsWith(`${name} `))
  return command && { command, text: query.slice(command.name.length).trimStart() }
}

const typed = ({ name, description, options = [] }: Omit<Command, 'type'>): SlashCommand[] => {
  const branches = options.filter(({ type }) => type === Type.Subcommand || type === Type.SubcommandGroup)
  if (branches.length > 0)
    return branches.flatMap((branch) => typed({ ...branch, name: `${name} ${branch.name}` }))
  return [{ name, description, options }]
}
