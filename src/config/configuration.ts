import { createLive, type LiveSource } from '../lib/live.ts'
import { readEncryptionKeys } from './encryption.ts'
import { type Environment, readEnvironment } from './environment.ts'
import type { CheckedSettings } from './check-settings.ts'
import { loadSettings } from './load-settings.ts'
import { refuse } from './mistakes.ts'
import { readOutgoing, type Outgoing } from './outgoing.ts'
import { readSecrets, type Secrets } from './secrets.ts'
import { builtInProviders } from './sections/providers.ts'
import type { Settings } from './settings.ts'
import { gatherVariables } from './variables.ts'

export type Configuration = {
  environment: Environment
  outgoing: Outgoing
  settings: LiveSource<Settings>
  secrets: Secrets
  /** Reads the settings alone once more: the environment and secrets stay. */
  readSettings: () => Promise<CheckedSettings>
  /** The keys of the providers that some settings name, from the secrets that are known. */
  keysOf: (settings: Settings) => Secrets['keys']
  /** Sentences for the operator, without secrets. */
  warnings: readonly string[]
}

/**
 * Reads all that the operator says: variables, secret files, .env in `folder` and the settings' directory. Throws one
 * ConfigurationError with all mistakes.
 */
export const loadConfiguration = async (
  processEnvironment: Readonly<Record<string, string | undefined>>,
  folder = process.cwd(),
): Promise<Configuration> => {
  const gathered = await gatherVariables(processEnvironment, folder)
  const environment = readEnvironment(gathered.variables)
  const outgoing = await readOutgoing(gathered.variables, folder)
  const encryption = readEncryptionKeys(gathered.variables)
  const readSettings = async (): Promise<CheckedSettings> => {
    const read = await loadSettings(environment.value.configDirectory, folder)
    return read.settings
      ? { ...read, settings: withBaseUrls(read.settings, environment.value.baseUrls) }
      : read
  }
  const checked = await readSettings()
  const read = [gathered, environment, outgoing, encryption, checked]
  const mistakes = read.flatMap((part) => part.mistakes)
  const warned = [...gathered.warnings, ...environment.warnings, ...checked.warnings]
  if (checked.settings === null || mistakes.length > 0) return refuse(mistakes, warned)
  const { secrets, warnings } = readSecrets(gathered.variables, namesOf(checked.settings))
  return {
    environment: environment.value,
    outgoing: outgoing.value,
    settings: createLive(checked.settings),
    secrets: { ...secrets, encryption: encryption.value },
    readSettings,
    keysOf: remembering(
      ({ providers }) => providers,
      (settings) => readSecrets(gathered.variables, namesOf(settings)).secrets.keys,
    ),
    warnings: [...warned, ...warnings, ...withoutEyes(checked.settings, secrets.keys)],
  }
}

/** The settings, with the environment's addresses where they say none. */
const withBaseUrls = (settings: Settings, baseUrls: ReadonlyMap<string, string>): Settings => {
  const providers = { ...settings.providers }
  for (const name of builtInProviders) {
    const base_url = providers[name].base_url ?? baseUrls.get(name)
    if (base_url) providers[name] = { ...providers[name], base_url }
  }
  return { ...settings, providers }
}

const namesOf = ({ providers }: Settings) => Object.keys(providers).filter((name) => name !== 'priority')

/** Makes the result anew only for another part than the last time. */
const remembering = <Part, Result>(
  part: (settings: Settings) => Part,
  make: (settings: Settings) => Result,
) => {
  let last: { of: Part; result: Result } | null = null
  return (settings: Settings): Result => {
    const of = part(settings)
    if (last?.of !== of) last = { of, result: make(settings) }
    return last.result
  }
}

/** Moderation that asks OpenAI, and has no key for it. */
const withoutEyes = ({ moderation }: Settings, keys: Secrets['keys']): string[] =>
  moderation.service !== 'openai' || keys.has('openai')
    ? []
    : [
        `moderation.service is openai, and OPENAI_API_KEY is not set: nothing can be looked at, and ${moderation.on_error === 'open' ? 'everything passes' : 'nothing is said'} (moderation.on_error).`,
      ]
