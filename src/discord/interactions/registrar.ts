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

/** What Discord adds by itself is left out, and so is what stands at its default. */
const fingerprint = (commands: readonly Told[]): string =>
  JSON.stringify(
    commands
      .map((command) => ({
        type: command.type ?? 1,
        name: command.name,
        description: 'description' in command ? command.description : '',
        options: optionsOf('options' in command ? command.options : undefined),
        contexts: command.contexts ?? null,
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  )

const optionsOf = (options: unknown): unknown[] =>
  (Array.isArray(options) ? options : []).map(
    ({ type, name, description, required, choices, max_length, options }) => ({
      type,
      name,
      description,
      required: required ?? false,
      choices: (choices ?? []).map(({ name, value }: { name: string; value: unknown }) => [name, value]),
      max_length: max_length ?? null,
      options: optionsOf(options),
    }),
  )
