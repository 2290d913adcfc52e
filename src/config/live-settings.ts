import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { LiveSource } from '../lib/live.ts'
import { ConfigurationError } from '../lib/errors.ts'
import type { CheckedSettings } from './check-settings.ts'
import { differences, keepingEqual } from './differences.ts'
import { sentenceOf } from './mistakes.ts'
import type { Settings } from './settings.ts'

/** What came of reading the settings again; it is told to other processes. */
export type Reloaded = z.infer<typeof reloaded>

export const reloaded = z.discriminatedUnion('is', [
  z.object({ is: z.literal('unchanged') }),
  z.object({
    is: z.literal('changed'),
    changes: z.array(
      z.object({
        key: z.string(),
        from: z.string(),
        to: z.string(),
        /** What holds it was made at the start, and goes by the old value until the next one. */
        atNextStart: z.boolean(),
      }),
    ),
    warnings: z.array(z.string()),
  }),
  /** The settings before stay; sentences that name key and line. */
  z.object({ is: z.literal('wrong'), mistakes: z.array(z.string()) }),
])

/** Which settings hold: how often they were replaced, a hash of what they say, and since when. */
export type Generation = { number: number; hash: string; since: number }

export type SettingsReload = {
  /** Reads the settings again, and replaces them whole if nothing is wrong with them. Never rejects. */
  reload(): Promise<Reloaded>
  readonly generation: Generation
}

type Options = {
  settings: LiveSource<Settings>
  read: () => Promise<CheckedSettings>
  clock: { now(): number }
}

export const createSettingsReload = ({ settings, read, clock }: Options): SettingsReload => {
  let generation = { number: 1, hash: hashOf(settings.current), since: clock.now() }
  let last: Promise<unknown> = Promise.resolve()

  const reload = async (): Promise<Reloaded> => {
    const checked = await readOrMistake(read)
    if (checked.settings === null)
      return { is: 'wrong', mistakes: checked.mistakes.slice(0, mostTold).map(cut(longestSentence)) }
    const next = keepingEqual(settings.current, checked.settings)
    if (next === settings.current) return { is: 'unchanged' }
    const changes = differences(settings.current, next).slice(0, mostTold)
    settings.replace(next)
    generation = { number: generation.number + 1, hash: hashOf(next), since: clock.now() }
    return {
      is: 'changed',
      changes: changes.map((change) => ({ ...change, atNextStart: atNextStart.has(change.key) })),
      warnings: checked.warnings.slice(0, mostTold).map(cut(longestSentence)),
    }
  }

  return {
    reload() {
      const result = last.then(reload)
      last = result
      return result
    },
    get generation() {
      return generation
    },
  }
}

// Of the gateway's connection, which says once what it wants to hear.
const atNextStart: ReadonlySet<string> = new Set(['discord.message_content'])

const mostTold = 50
const longestSentence = 500

const cut = (longest: number) => (text: string) => text.slice(0, longest)

const hashOf = (settings: Settings) =>
  createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8)

/** A directory that can't be read is a mistake like others. */
const readOrMistake = async (read: Options['read']) => {
  try {
    const { settings, mistakes, warnings } = await read()
    return { settings, mistakes: mistakes.map(sentenceOf), warnings }
  } catch (error) {
    const message = error instanceof ConfigurationError ? error.message : 'The settings could not be read.'
    return { settings: null, mistakes: [message], warnings: [] }
  }
}
