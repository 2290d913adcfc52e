import { isGroup, type SettingsDocument, valueAt } from './formats/document.ts'
import { unknownKey } from './issues.ts'
import { type Mistake, placeOf } from './mistakes.ts'
import { nearestOf } from './nearest.ts'
import { isMistypedProvider, ownProviders } from './own-providers.ts'
import { checkAddresses, checkQuotaDomains } from './provider-rules.ts'
import { environmentName } from './secrecy.ts'
import { builtInProviders, providerName } from './sections/providers.ts'
import type { Settings } from './settings.ts'
import { shownKey } from './shown.ts'

/** What one key says about another, which the schema can't check. */
export const checkProviders = (document: SettingsDocument): Mistake[] => [
  ...checkMistypedNames(document),
  ...checkPriority(document),
  ...checkNames(document),
  ...checkAddresses(document),
  ...checkQuotaDomains(document),
]

const checkMistypedNames = (document: SettingsDocument): Mistake[] =>
  Object.keys(valueAt(document.data, ['providers']) ?? {})
    .filter((name) => isMistypedProvider(document.data, name))
    .map((name) => unknownKey(document, ['providers', name]))

const checkPriority = (document: SettingsDocument): Mistake[] => {
  const path = ['providers', 'priority']
  const priority = valueAt(document.data, path)
  const known = [...builtInProviders, ...ownProviders(document.data)]
  const at = { file: document.file, line: document.lineOf(path), key: document.nameOf(path) }
  const names = Array.isArray(priority) ? priority.filter((name) => typeof name === 'string') : []
  return names.flatMap((name, index): Mistake[] => {
    const found = shownKey(name)
    if (names.indexOf(name) < index) {
      return [
        {
          ...at,
          found: `a list with ${found} in it twice`,
          allowed: 'name each provider once',
          nearest: null,
        },
      ]
    }
    if (known.includes(name)) return []
    const allowed = `the providers are ${known.map(shownKey).join(', ')}`
    return [
      {
        ...at,
        found: `a list with ${found} in it, which is no provider`,
        allowed,
        nearest: nearestOf(name, known),
      },
    ]
  })
}

const checkNames = (document: SettingsDocument): Mistake[] => {
  const names = ownProviders(document.data)
  return names.flatMap((name, index): Mistake[] => {
    const path = ['providers', name]
    const at = { file: document.file, line: document.lineOf(path), key: document.nameOf(path), nearest: null }
    const variable = environmentName(name)
    const rival = [...builtInProviders, ...names.slice(0, index)].find(
      (other) => environmentName(other) === variable,
    )
    if (!providerName.test(name)) return [{ ...at, found: 'not a name for a provider', allowed: nameRule }]
    if (!rival) return []
    return [
      {
        ...at,
        found: `too much like ${rival}`,
        allowed: `both would take their keys from ${variable}_API_KEY`,
      },
    ]
  })
}

const nameRule = 'it must begin with a small letter, and go on with up to 31 small letters, digits, - and _'

/** Without an order of the operator's, providers of their own come after the three that are built in. */
export const withOwnProviders = (data: unknown): unknown => {
  const own = ownProviders(data).filter((name) => providerName.test(name))
  if (!isGroup(data) || own.length === 0 || valueAt(data, ['providers', 'priority']) !== undefined)
    return data
  return { ...data, providers: { ...Object(data['providers']), priority: [...builtInProviders, ...own] } }
}

/** Providers that the file sets up and its own order leaves out. */
export const neverAsked = (document: SettingsDocument, { providers }: Settings): string[] =>
  Object.keys(valueAt(document.data, ['providers']) ?? {})
    .filter((name) => name !== 'priority' && !providers.priority.includes(name))
    .filter((name) => valueAt(providers, [name, 'enabled']) === true)
    .map((name) => {
      const order = document.nameOf(['providers', 'priority'])
      return `${subject(document, ['providers', name])} is set up but never asked, because ${order} doesn't name it.`
    })

/** A limit of the operator's that another one never lets come into effect. */
export const neverInTime = (document: SettingsDocument, { rate_limiting }: Settings): string[] => {
  const path = ['rate_limiting', 'first_token_timeout']
  const { first_token_timeout, request_timeout } = rate_limiting
  if (valueAt(document.data, path) === undefined || first_token_timeout <= request_timeout) return []
  const whole = document.nameOf(['rate_limiting', 'request_timeout'])
  return [
    `${subject(document, path)} (${first_token_timeout} seconds) is more than ${whole} (${request_timeout}), so it has no effect: each model gets its share of the latter.`,
  ]
}

const subject = (document: SettingsDocument, path: string[]) =>
  `${placeOf({ file: document.file, line: document.lineOf(path) })}: ${document.nameOf(path)}`
