import type { ModelFacts } from '../../config/sections/models.ts'
import type { ProviderKind } from '../../config/sections/providers.ts'
import type { ModelsSettings } from '../../config/settings.ts'
import type { Route } from '../contract.ts'
import { knownModels, type KnownModel } from './known-models.ts'

/** Where facts of a provider's models come from. */
export type FactSources = { kind: ProviderKind; models: ModelsSettings }

/**
 * What is known of a model, the operator's word before ours, key by key. A context length that nobody knows is left
 * out: then only the provider itself can say that a prompt is too long.
 */
export const factsOf = ({ kind, models }: FactSources, route: Route): ModelFacts => {
  const { successor: _, ...known } = knownOf(kind, route) ?? {}
  return { ...known, ...ownEntry(ownEntry(models, route.provider), route.model) }
}

/** What to ask instead of a model that leaves; null where nobody said. */
export const successorOf = (kind: ProviderKind, route: Route): string | null =>
  knownOf(kind, route)?.successor ?? null

// Gemini stays Gemini when it is asked by OpenAI's protocol.
const knownOf = (kind: ProviderKind, { provider, model }: Route): KnownModel | undefined =>
  ownEntry(ownEntry(knownModels, provider), model) ?? ownEntry(knownModels[kind], model)

// A model may be called constructor.
const ownEntry = <Value>(record: Readonly<Record<string, Value>> | undefined, key: string) =>
  record && Object.hasOwn(record, key) ? record[key] : undefined
