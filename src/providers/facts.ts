import type { ModelFacts } from '../config/sections/models.ts'
import type { ProviderKind } from '../config/sections/providers.ts'
import type { ModelsSettings } from '../config/settings.ts'
import type { Route } from './contract.ts'
import { knownModels } from './known-models.ts'

/** Where facts of a provider's models come from. */
export type FactSources = { kind: ProviderKind; models: ModelsSettings }

/**
 * What is known of a model, the operator's word before ours, key by key. A context length that nobody knows is left
 * out: then only the provider itself can say that a prompt is too long.
 */
export const factsOf = ({ kind, models }: FactSources, { provider, model }: Route): ModelFacts => {
  const { successor: _, ...known } = ownEntry(knownModels[kind], model) ?? {}
  return { ...known, ...ownEntry(ownEntry(models, provider), model) }
}

/** What to ask instead of a model that leaves; null where nobody said. */
export const successorOf = (kind: ProviderKind, model: string): string | null =>
  ownEntry(knownModels[kind], model)?.successor ?? null

// A model may be called constructor.
const ownEntry = <Value>(record: Readonly<Record<string, Value>> | undefined, key: string) =>
  record && Object.hasOwn(record, key) ? record[key] : undefined
