import { isGroup, type SettingsDocument, valueAt } from './formats/document.ts'
import { unknownKey } from './issues.ts'
import type { Mistake } from './mistakes.ts'
import { nearestOf } from './nearest.ts'
import { ownProviders } from './own-providers.ts'
import { mistake } from './provider-rules.ts'
import { builtInPersonas, personaName } from './sections/personas.ts'
import { builtInProviders } from './sections/providers.ts'
import { shownKey } from './shown.ts'

/** Whether each persona is one, and is answered by providers that there are. */
export const checkPersonas = (document: SettingsDocument): Mistake[] => {
  const personas = Object.entries(valueAt(document.data, ['personas']) ?? {}).filter(
    (entry): entry is [string, Persona] => isGroup(entry[1]),
  )
  return [
    ...personas.flatMap(([name, persona]) =>
      isMistyped(name, persona)
        ? [unknownKey(document, ['personas', name])]
        : [
            ...checkName(document, name),
            ...checkPrompt(document, name, persona),
            ...checkProvidersOf(document, name, persona),
            ...checkDelay(document, name, persona),
          ],
    ),
    ...checkDefault(document, new Map(personas)),
  ]
}

type Persona = Record<string, unknown>

/** Without a prompt, a name that is almost a built-in one is that. */
const isMistyped = (name: string, persona: Persona) =>
  !isBuiltIn(name) && persona['prompt'] === undefined && nearestOf(name, builtInPersonas) !== null

const checkName = (document: SettingsDocument, name: string): Mistake[] => {
  if (wordsOfPersona.has(name))
    return [mistake(document, ['personas', name], 'a word of /persona itself', 'call it something else')]
  if (personaName.test(name)) return []
  const allowed = 'it must begin with a small letter, and go on with up to 31 small letters, digits, - and _'
  return [mistake(document, ['personas', name], 'not a name for a persona', allowed)]
}

/** `/persona auto` lets the bot choose, `/persona show` says who answers. */
const wordsOfPersona: ReadonlySet<string> = new Set(['auto', 'show'])

const checkPrompt = (document: SettingsDocument, name: string, persona: Persona): Mistake[] => {
  if (isBuiltIn(name) || persona['prompt'] !== undefined) return []
  const allowed = `${shownKey(name)} isn't built in, so say there what the model is told`
  return [mistake(document, ['personas', name, 'prompt'], 'missing', allowed)]
}

const checkProvidersOf = (document: SettingsDocument, name: string, persona: Persona): Mistake[] => {
  const path = ['personas', name, 'providers']
  const listed: unknown[] = Array.isArray(persona['providers']) ? persona['providers'] : []
  const known = [...builtInProviders, ...ownProviders(document.data)]
  return listed
    .filter((choice) => typeof choice === 'string')
    .map((choice) => choice.split('/', 1)[0] ?? '')
    .filter((provider) => !known.includes(provider))
    .map((provider) => ({
      ...mistake(
        document,
        path,
        `a list with ${shownKey(provider)} in it, which is no provider`,
        `the providers are ${known.map(shownKey).join(', ')}`,
      ),
      nearest: nearestOf(provider, known),
    }))
}

const checkDelay = (document: SettingsDocument, name: string, persona: Persona): Mistake[] => {
  const path = ['personas', name, 'delay', 'max']
  const [min = 1, max = 3] = ['min', 'max'].map((end) => valueAt(persona, ['delay', end]))
  if (persona['delay'] === undefined || typeof min !== 'number' || typeof max !== 'number' || min <= max)
    return []
  const allowed = `it must be no less than ${document.nameOf(['personas', name, 'delay', 'min'])}, which is ${min}`
  return [mistake(document, path, `the number ${max}`, allowed)]
}

/** Somebody always answers: a persona that is there, and that needs no manager to turn it on. */
const checkDefault = (document: SettingsDocument, personas: ReadonlyMap<string, Persona>): Mistake[] => {
  const path = ['general', 'default_persona']
  const name = valueAt(document.data, path) ?? 'assistant'
  if (typeof name !== 'string') return []
  const wrong = (found: string, allowed: string) => [
    mistake(document, path, `${shownKey(name)}, ${found}`, allowed),
  ]
  const known = new Set([...builtInPersonas, ...personas.keys()])
  if (!known.has(name)) {
    const allowed = `the personas are ${[...known].map(shownKey).join(', ')}`
    const [first] = wrong('which is no persona', allowed)
    return [{ ...first!, nearest: nearestOf(name, [...known]) }]
  }
  const of = (key: string) => document.nameOf(['personas', name, key])
  if (personas.get(name)?.['enabled'] === false)
    return wrong(`which ${of('enabled')} switches off`, 'name another one, or switch it on')
  const by = personas.get(name)?.['enabled_by'] ?? (name === 'jim' ? 'managers' : 'everyone')
  if (by === 'managers')
    return wrong('whom only managers of servers turn on', `set ${of('enabled_by')} to everyone as well`)
  return []
}

const isBuiltIn = (name: string) => builtInPersonas.some((builtIn) => builtIn === name)
