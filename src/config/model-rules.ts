import { isGroup, type SettingsDocument, valueAt } from './formats/document.ts'
import type { Mistake } from './mistakes.ts'
import { nearestOf } from './nearest.ts'
import { ownProviders } from './own-providers.ts'
import { configured, isBuiltIn, mistake } from './provider-rules.ts'
import { builtInProviders } from './sections/providers.ts'
import { shownKey } from './shown.ts'

/** Whether each provider has its models, and each model its provider. */
export const checkModels = (document: SettingsDocument): Mistake[] => [
  ...configured(document).flatMap(([name, provider]) => checkModelsOf(document, name, provider)),
  ...checkFacts(document),
]

const checkModelsOf = (
  document: SettingsDocument,
  name: string,
  { model, models }: Record<string, unknown>,
): Mistake[] => {
  const one = ['providers', name, 'model']
  const many = ['providers', name, 'models']
  if (model === undefined && models === undefined) {
    const allowed = `name the model that answers, or several in ${document.nameOf(many)}`
    return isBuiltIn(name) ? [] : [mistake(document, one, 'missing', allowed)]
  }
  if (model !== undefined && models !== undefined)
    return [mistake(document, many, `set beside ${document.nameOf(one)}`, 'keep one of the two')]
  const listed: unknown[] = Array.isArray(models) ? models : []
  return listed
    .filter((name, index) => listed.indexOf(name) < index)
    .map((name) => `a list with ${shownKey(String(name))} in it twice`)
    .map((found) => mistake(document, many, found, 'name each model once'))
}

const checkFacts = (document: SettingsDocument): Mistake[] => {
  const models = valueAt(document.data, ['models'])
  const providers = [...builtInProviders, ...ownProviders(document.data)]
  return Object.entries(isGroup(models) ? models : {}).flatMap(([provider, facts]): Mistake[] => {
    const path = ['models', provider]
    if (providers.includes(provider)) {
      const names = isGroup(facts) ? Object.keys(facts) : []
      // Checking passes over this one in silence.
      const hidden = names.filter((name) => name === '__proto__')
      return hidden.map((name) => mistake(document, [...path, name], 'no model', 'name one that is'))
    }
    const meant = nearestOf(provider, providers)
    const allowed = `the providers are ${providers.map(shownKey).join(', ')}`
    const nearest = meant && document.nameOf(['models', meant])
    return [{ ...mistake(document, path, 'no provider', allowed), nearest }]
  })
}
