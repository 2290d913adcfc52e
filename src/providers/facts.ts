import type { ModelFacts } from '../config/sections/models.ts'
import type { ProviderKind } from '../config/sections/providers.ts'
import type { ModelsSettings } from '../config/settings.ts'
import type { Route } from './contract.ts'

/** What is known of a model. */
export const factsOf = (
  { models }: { kind: ProviderKind; models: ModelsSettings },
  { provider, model }: Route,
): ModelFacts => models[provider]?.[model] ?? {}
