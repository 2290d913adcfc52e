import { environmentName } from '../../config/secrecy.ts'
import type { NamedKey } from '../../config/secrets.ts'
import { modelsOf, type ProviderSettings } from '../../config/sections/providers.ts'
import type { ProvidersSettings } from '../../config/settings.ts'
import { dataUseOf } from '../data-use.ts'

export type Surveyed = { provider: string; dataUse: string | null } & (
  | {
      usable: true
      models: readonly string[]
      settings: ProviderSettings
      keys: readonly NamedKey[]
      baseUrl: string | null
    }
  /** `warn`: it is meant to be used and can't be. */
  | { usable: false; warn: boolean; reason: string }
)

/** Sent where a base URL makes a key unnecessary. */
export const noKey: NamedKey = { name: 'no key', value: 'no-key' }

/**
 * Which providers can be used, in the order in which they are tried, and what an operator has to do about the others.
 */
export const surveyProviders = (
  { priority, ...providers }: ProvidersSettings,
  keys: ReadonlyMap<string, readonly NamedKey[]>,
): Surveyed[] => {
  const configured = new Map(Object.entries(providers))
  const names = new Set([...priority, ...configured.keys()])
  return [...names].map((provider): Surveyed => {
    const settings = configured.get(provider)
    const dataUse = settings ? dataUseOf(settings) : null
    const cannot = (reason: string, warn: boolean): Surveyed => ({
      provider,
      dataUse,
      usable: false,
      warn,
      reason,
    })
    if (!settings)
      return cannot(`providers.priority names ${provider}, but there is no providers.${provider}`, true)
    if (!settings.enabled) return cannot(`switched off by providers.${provider}.enabled`, false)
    if (!priority.includes(provider)) return cannot(`providers.priority doesn't name ${provider}`, false)
    const models = modelsOf(settings)
    const baseUrl = settings.base_url ?? null
    const own = keys.get(provider) ?? []
    if (own.length === 0 && baseUrl === null) return cannot(keyMissing(provider), true)
    const sent = own.length > 0 ? own : [noKey]
    return { provider, dataUse, usable: true, models, settings, keys: sent, baseUrl }
  })
}

const keyMissing = (provider: string) =>
  `${provider} has no key and is not used: set ${environmentName(provider)}_API_KEY, ` +
  `or providers.${provider}.base_url for a server that needs none, or providers.${provider}.enabled to false`
