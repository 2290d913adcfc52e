import { isGroup, type Path, type SettingsDocument, valueAt } from './formats/document.ts'
import type { Mistake } from './mistakes.ts'
import { nearestOf } from './nearest.ts'
import { isMistypedProvider } from './own-providers.ts'
import { environmentName } from './secrecy.ts'
import { builtInProviders } from './sections/providers.ts'
import { shown, shownKey } from './shown.ts'

/** Whether each provider is at an address that is known, and one that requests can be sent to. */
export const checkAddresses = (document: SettingsDocument): Mistake[] =>
  configured(document).flatMap(([name, provider]): Mistake[] => {
    const path = ['providers', name, 'base_url']
    const address = provider['base_url']
    if (address === undefined)
      return needsAddress(name, provider) ? [mistake(document, path, 'missing', anAddress)] : []
    if (typeof address !== 'string' || !/[?#]|\/chat\/completions\/*$/.test(address)) return []
    return [mistake(document, path, shown(address), 'it ends where /chat/completions would follow')]
  })

/** OpenAI's protocol is spoken by many; Groq's and Gemini's by those alone. */
const needsAddress = (name: string, { kind }: Group) => {
  if (isBuiltIn(name)) return isBuiltIn(kind) && kind !== name
  return kind === undefined || kind === 'openai'
}

/** Each key in one quota domain, of the provider that has it. */
export const checkQuotaDomains = (document: SettingsDocument): Mistake[] =>
  configured(document).flatMap(([name, provider]): Mistake[] => {
    const path = ['providers', name, 'quota_domains']
    const domains = isGroup(provider['quota_domains']) ? provider['quota_domains'] : {}
    const keys = Object.entries(domains).flatMap(([domain, listed]) =>
      Array.isArray(listed)
        ? listed.filter((key) => typeof key === 'string').map((key) => ({ domain, key }))
        : [],
    )
    return keys.flatMap(({ domain, key }, index): Mistake[] => {
      const at = [...path, domain]
      const first = keys.findIndex((other) => other.key === key)
      if (first < index) {
        const other = keys[first]?.domain ?? domain
        const where = other === domain ? 'in it twice' : `in it, which ${shownKey(other)} has already`
        return [mistake(document, at, `a list with ${shownKey(key)} ${where}`, 'a key is in one domain')]
      }
      const variable = `${environmentName(name)}_API_KEY`
      const [, number] = /_(\d+)$/.exec(key) ?? []
      const own = number === undefined ? variable : `${variable}_${number}`
      if (key === own) return []
      const found = `a list with ${shownKey(key)} in it, which is no key of ${shownKey(name)}`
      const allowed = `its keys are called ${variable}, ${variable}_1 and so on`
      return [{ ...mistake(document, at, found, allowed), nearest: nearestOf(key, [own]) }]
    })
  })

type Group = Record<string, unknown>

/** The providers of the file with what it says of them; names that are mistyped are told about elsewhere. */
export const configured = ({ data }: SettingsDocument): [name: string, provider: Group][] =>
  Object.entries(valueAt(data, ['providers']) ?? {}).filter(
    (entry): entry is [string, Group] => isGroup(entry[1]) && !isMistypedProvider(data, entry[0]),
  )

export const mistake = (document: SettingsDocument, path: Path, found: string, allowed: string): Mistake => ({
  file: document.file,
  line: document.lineOf(path),
  key: document.nameOf(path),
  found,
  allowed,
  nearest: null,
})

export const isBuiltIn = (name: unknown) => builtInProviders.some((builtIn) => builtIn === name)

const anAddress = 'it must be a web address that begins with http:// or https://'
