import type { PriceBound } from './contract.ts'
import type { KnownRoute } from './routes/roster.ts'

/** The dearest of these routes, each price for itself. */
export const priceBoundOf = (routes: readonly KnownRoute[]): PriceBound => {
  const bound = { input: 0, output: 0, outputTokens: 0 }
  for (const { facts, outputTokens } of routes) {
    bound.input = Math.max(bound.input, (facts.price?.input ?? 0) / 1_000_000)
    bound.output = Math.max(bound.output, (facts.price?.output ?? 0) / 1_000_000)
    bound.outputTokens = Math.max(bound.outputTokens, outputTokens)
  }
  return bound
}
