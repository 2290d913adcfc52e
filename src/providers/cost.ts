import type { ModelFacts } from '../config/sections/models.ts'
import type { Usage } from './contract.ts'

/** In US dollars. Null: no price is known. */
export const costOf = ({ price }: ModelFacts, { inputTokens, outputTokens }: Usage): number | null =>
  price ? (inputTokens * price.input + outputTokens * price.output) / 1_000_000 : null
