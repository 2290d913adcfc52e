import { estimateTokens, messageTokens } from '../../conversations/window.ts'
import type { Allowance } from '../../limits/contract.ts'
import type { Prompt } from '../../providers/contract.ts'
import type { Persona } from '../personas/persona.ts'

/** In US dollars a token, at the most. */
type Prices = { input: number; output: number }

/** The prompt as a persona asks it, and for no longer an answer than budgets allow: `most` tokens, if they bound it. */
export const withSampling = (
  prompt: Prompt,
  { temperature }: Pick<Persona, 'temperature'>,
  most: number | null,
): Prompt => {
  const sampling = {
    ...(temperature !== null && { temperature }),
    ...(most !== null && { maxOutputTokens: most }),
  }
  return { ...prompt, sampling }
}

/** How many tokens are left for an answer to this prompt; below one: none. */
export const longestAnswer = ({ system, messages }: Prompt, { tokens, cost }: Allowance, prices: Prices) => {
  const read = messages.reduce((sum, { text }) => sum + messageTokens(text), estimateTokens(system))
  const affordable = prices.output > 0 ? (cost - read * prices.input) / prices.output : Infinity
  return Math.floor(Math.min(tokens - read, affordable))
}
