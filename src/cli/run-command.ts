import { parseArgs } from 'node:util'
import { settingsJsonSchema } from '../config/json-schema.ts'
import { nearestOf } from '../config/nearest.ts'
import { checkConfig } from './check-config.ts'
import type { CommandIo } from './command-io.ts'
import { runDoctor, type Examine } from './doctor.ts'
import { version } from '../version.ts'
import { usage } from './usage.ts'

/** Runs the command that the arguments name and resolves to its exit code; null when there are none: the bot starts. */
export const runCommand = async (
  args: readonly string[],
  io: CommandIo,
  examine: Examine,
): Promise<number | null> => {
  if (args.length === 0) return null
  const parsed = parse(args)
  if (typeof parsed === 'string') return misused(io, parsed)
  const { values, positionals } = parsed
  const [command = '', ...operands] = positionals
  if (values.version) return printed(io, version)
  if (values.help || command === 'help') return printed(io, usage)
  const { json = false, channel: channels = [] } = values
  if (command !== 'doctor' && (json || channels.length > 0))
    return misused(io, 'Only doctor takes --json and --channel.')
  const [path] = operands
  switch (command) {
    case 'schema':
      if (path) return misused(io, 'schema takes no path: it prints.')
      return printed(io, JSON.stringify(settingsJsonSchema(), null, 2))
    case 'check-config':
      if (!path || operands.length > 1)
        return misused(io, 'check-config takes one path: of a directory or a file.')
      return checkConfig(path, io)
    case 'doctor': {
      if (path) return misused(io, 'doctor takes no path: it reads what the bot would read here.')
      if (!channels.every((id) => snowflake.test(id))) return misused(io, notAChannel)
      return runDoctor({ channels, json }, examine, io)
    }
    default:
      return misused(io, unknownCommand(command))
  }
}

const parse = (args: readonly string[]) => {
  try {
    const options = {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
      json: { type: 'boolean' },
      channel: { type: 'string', multiple: true },
    } as const
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    return error instanceof Error ? `${error.message.split('. ')[0]}.` : String(error)
  }
}

const snowflake = /^\d{17,20}$/

const notAChannel =
  '--channel takes the id of a channel, 17 to 20 digits: switch on Developer Mode in Discord\'s settings (Advanced), and "Copy Channel ID" is in the channel\'s menu.'

const unknownCommand = (command: string) => {
  const nearest = nearestOf(command, ['check-config', 'doctor', 'schema', 'help'])
  return `There is no command ${JSON.stringify(command)}.${nearest ? ` Did you mean ${nearest}?` : ''}`
}

const printed = ({ stdout }: CommandIo, text: string) => {
  stdout.write(`${text.trimEnd()}\n`)
  return 0
}

const misused = ({ stderr }: CommandIo, sentence: string) => {
  stderr.write(`${sentence}\n\n${usage}`)
  return 2
}
