import { isGroup, valueAt } from './formats/document.ts'
import { namesAt } from './json-schema.ts'
import { nearestOf } from './nearest.ts'
import { builtInProviders } from './sections/providers.ts'

/** The providers that a file adds to those that are built in, in its order. */
export const ownProviders = (data: unknown): string[] =>
  Object.keys(valueAt(data, ['providers']) ?? {}).filter(
    (name) => isOwn(name) && isGroup(valueAt(data, ['providers', name])) && !isMistypedProvider(data, name),
  )

/** Without an address and a kind, a name that is almost a known one is that, mistyped; what is no group is a key of another group. */
export const isMistypedProvider = (data: unknown, name: string): boolean => {
  const provider = valueAt(data, ['providers', name])
  if (!isOwn(name) || provider === undefined) return false
  if (!isGroup(provider)) return true
  const meant = ['base_url', 'kind'].some((key) => Object.hasOwn(provider, key))
  return !meant && nearestOf(name, builtInProviders) !== null
}

const isOwn = (name: string) => !namesAt(['providers']).includes(name)
