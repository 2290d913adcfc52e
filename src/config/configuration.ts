import { createLive, type LiveSource } from '../lib/live.ts'
import { readEncryptionKeys } from './encryption.ts'
import { type Environment, readEnvironment } from './environment.ts'
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
  const checked = await loadSettings(environment.value.configDirectory, folder)
  const read = [gathered, environment, outgoing, encryption, checked]
  const mistakes = read.flatMap((part) => part.mistakes)
  const warned = [...gathered.warnings, ...environment.warnings, ...checked.warnings]
  if (checked.settings === null || mistakes.length > 0) return refuse(mistakes, warned)
  const settings = withBaseUrls(checked.settings, environment.value.baseUrls)
  const { secrets, warnings } = readSecrets(gathered.variables, namesOf(settings))
  return {
    environment: environment.value,
    outgoing: outgoing.value,
    settings: createLive(settings),
    secrets: { ...secrets, encryption: encryption.value },
    warnings: [...warned, ...warnings],
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
