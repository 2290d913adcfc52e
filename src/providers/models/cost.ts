import type { Attempt } from '../contract.ts'
import { factsOf, type FactSources } from './facts.ts'

/**
 * What a request cost in US dollars, by the price of the model that answered. Null: nothing was billed, or nobody knows
 * the price.
 */
export const costOf = (
  sources: FactSources,
  { route, answeredBy, usage }: Pick<Attempt, 'route' | 'answeredBy' | 'usage'>,
): number | null => {
  if (!usage) return null
  const answered = answeredBy === null ? {} : factsOf(sources, { ...route, model: answeredBy })
  // Providers put dates behind the names that they were asked by.
  const price = answered.price ?? factsOf(sources, route).price
  return price ? (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1_000_000 : null
}
