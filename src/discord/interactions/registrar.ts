import type { APIApplicationCommand, RESTPutAPIApplicationCommandsJSONBody } from 'discord-api-types/v10'
import type { Logger } from '../../telemetry/log.ts'
import type { DiscordRest } from '../rest.ts'

type Options = {
  rest: Pick<DiscordRest, 'commands' | 'replaceCommands'>
  commands: RESTPutAPIApplicationCommandsJSONBody
  log: Logger
  signal: AbortSignal
}

/** Tells Discord of the commands when it doesn't know them as they are: it counts how often it is told. */
export const createRegistrar = ({ rest, commands, log, signal }: Options) => {
  let asked = false
  return async (application: string): Promise<void> => {
    if (asked) return
    asked = true
    try {
      const known = await rest.commands(application, signal)
      if (fingerprint(known) === fingerprint(commands)) return
      await rest.replaceCommands(application, commands, signal)
      log.info({ commands: commands.length }, 'The commands were registered with Discord.')
    } catch (error) {
      asked = false
      if (!signal.aborted)
        log.warn({ err: error }, 'The commands could not be registered; the next start tries again.')
    }
  }
}

type Told = RESTPutAPIApplicationCommandsJSONBody[number] | APIApplicationCommand

const fingerprint = (commands: readonly Told[]): string =>
  JSON.stringify(
    commands
      .map((command) => ({ type: command.type ?? 1, name: command.name, told: essence(command) }))
      .toSorted((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1)),
  )

/** What Discord adds by itself is left out, and so is what stands at its default. */
const essence = (told: unknown): unknown => {
  if (Array.isArray(told)) return told.map(essence)
  if (typeof told !== 'object' || told === null) return told
  const fields = Object.entries(told)
    .filter(([name, value]) => ours.has(name) && !isDefault(value))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return fields.map(([name, value]) => [name, name.endsWith('_localizations') ? value : essence(value)])
}

/** Discord gives a command on messages an empty description, and options that were left out as false or empty. */
const isDefault = (value: unknown) =>
  [null, undefined, false, ''].some((one) => one === value) || (Array.isArray(value) && value.length === 0)

const ours: ReadonlySet<string> = new Set([
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'options',
  'type',
  'required',
  'autocomplete',
  'choices',
  'value',
  'min_length',
  'max_length',
  'min_value',
  'max_value',
  'channel_types',
  'contexts',
  'integration_types',
  'default_member_permissions',
])
