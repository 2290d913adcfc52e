import { parseArgs } from 'node:util'
import { settingsJsonSchema } from '../config/json-schema.ts'
import { nearestOf } from '../config/nearest.ts'
import { checkConfig } from './check-config.ts'
import type { CommandIo } from './command-io.ts'
import { version } from '../version.ts'
import { usage } from './usage.ts'

/** Runs the command that the arguments name and resolves to its exit code; null when there are none: the bot starts. */
export const runCommand = async (args: readonly string[], io: CommandIo): Promise<number | null> => {
  if (args.length === 0) return null
  const parsed = parse(args)
  if (typeof parsed === 'string') return misused(io, parsed)
  const [command, ...operands] = parsed.positionals
  if (parsed.values.version) return printed(io, version)
  if (parsed.values.help || command === 'help') return printed(io, usage)
  if (command === 'schema' && operands.length === 0)
    return printed(io, JSON.stringify(settingsJsonSchema(), null, 2))
  if (command === 'schema') return misused(io, 'schema takes no path: it prints.')
  if (command !== 'check-config') return misused(io, unknownCommand(command ?? ''))
  const [path] = operands
  if (!path || operands.length > 1)
    return misused(io, 'check-config takes one path: of a directory or a file.')
  return checkConfig(path, io)
}

const parse = (args: readonly string[]) => {
  try {
    const options = {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    } as const
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    return error instanceof Error ? `${error.message.split('. ')[0]}.` : String(error)
  }
}

const unknownCommand = (command: string) => {
  const nearest = nearestOf(command, ['check-config', 'schema', 'help'])
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
