import { isGroup, type SettingsDocument, valueAt } from './formats/document.ts'
import { environmentName } from './secrecy.ts'
import { placeOf, type Mistake } from './mistakes.ts'
import { nearestOf } from './nearest.ts'
import { builtInProviders, providerName } from './sections/providers.ts'
import type { Settings } from './settings.ts'
import { shownKey } from './shown.ts'

/** What one key says about another, which the schema can't. */
export const checkPriority = (document: SettingsDocument): Mistake[] => [
  ...unknownInPriority(document),
  ...badNames(document),
]

const unknownInPriority = (document: SettingsDocument): Mistake[] => {
  const priority = valueAt(document.data, ['providers', 'priority'])
  if (!Array.isArray(priority)) return []
  const known = [...builtInProviders, ...ownProviders(document.data)]
  const names = priority.map((name) => (typeof name === 'string' ? name : null))
  return names.flatMap((name, index): Mistake[] => {
    const twice = names.indexOf(name) < index
    if (name === null || !providerName.test(name) || (known.includes(name) && !twice)) return []
    return [
      {
        file: document.file,
        line: document.lineOf(['providers', 'priority', index]),
        key: document.nameOf(['providers', 'priority']),
        found: twice
          ? `a list in which ${shownKey(name)} stands twice`
          : `a list with ${shownKey(name)} in it, which is no provider`,
        allowed: twice ? 'name each provider once' : `name some of ${known.map(shownKey).join(', ')}`,
        nearest: twice ? null : nearestOf(name, known),
      },
    ]
  })
}

const badNames = (document: SettingsDocument): Mistake[] => {
  const names = ownProviders(document.data)
  return names.flatMap((name, index): Mistake[] => {
    const rival = [...builtInProviders, ...names.slice(0, index)].find(
      (other) => environmentName(other) === environmentName(name),
    )
    if (providerName.test(name) && !rival) return []
    const at = {
      file: document.file,
      line: document.lineOf(['providers', name]),
      key: document.nameOf(['providers', name]),
      nearest: null,
    }
    if (rival)
      return [
        {
          ...at,
          found: `a second name for ${rival}: their keys would share a variable`,
          allowed: 'give it a name of its own',
        },
      ]
    return [
      {
        ...at,
        found: 'not a name for a provider',
        allowed: 'begin with a letter, then use up to 31 of a to z, 0 to 9, - and _',
      },
    ]
  })
}

/** Those that have a group of their own in the file, in its order. */
const ownProviders = (data: unknown): string[] => {
  const providers = valueAt(data, ['providers'])
  if (!isGroup(providers)) return []
  const builtIn: readonly string[] = [...builtInProviders, 'priority']
  return Object.keys(providers).filter((name) => !builtIn.includes(name) && isGroup(providers[name]))
}

/** Without an order of the operator's, providers of their own come after the three that are built in. */
export const withOwnProviders = (data: unknown): unknown => {
  const own = ownProviders(data).filter((name) => providerName.test(name))
  if (!isGroup(data) || own.length === 0 || valueAt(data, ['providers', 'priority']) !== undefined)
    return data
  return { ...data, providers: { ...Object(data['providers']), priority: [...builtInProviders, ...own] } }
}

/** Providers that the file sets up and its own order leaves out. */
export const neverAsked = (document: SettingsDocument, { providers }: Settings): string[] => {
  const setUp = Object.keys(valueAt(document.data, ['providers']) ?? {})
  return setUp
    .filter((name) => name !== 'priority' && !providers.priority.includes(name))
    .filter((name) => valueAt(providers, [name, 'enabled']) === true)
    .map((name) => {
      const place = placeOf({ file: document.file, line: document.lineOf(['providers', name]) })
      return `${place}: ${document.nameOf(['providers', name])} is set up and never asked, because providers.priority doesn't name it.`
    })
}

/** Settings of the operator's that are checked already and do nothing yet. */
export const notYetInEffect = (document: SettingsDocument): string[] =>
  laterSettings
    .filter((path) => valueAt(document.data, path) !== undefined)
    .map(
      (path) =>
        `${placeOf({ file: document.file, line: document.lineOf(path) })}: ${document.nameOf(path)} is accepted, and takes effect in a later version.`,
    )

const laterSettings = [
  ['rate_limiting', 'user_cooldown'],
  ['rate_limiting', 'global_requests_per_minute'],
] as const
