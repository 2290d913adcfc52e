import { estimateTokens, messageTokens } from '../../conversations/window.ts'
import type { Allowance } from '../../limits/contract.ts'
import type { Prompt } from '../../providers/contract.ts'
import type { Persona } from '../personas/persona.ts'

/** In US dollars a token, at the most. */
type Prices = { input: number; output: number }

/** The prompt as a persona asks it, within what its budgets allow; null: not even the prompt fits into these. */
export const withSampling = (
  prompt: Prompt,
  { temperature }: Pick<Persona, 'temperature'>,
  allowance: Allowance | null,
  prices: Prices,
): Prompt | null => {
  const most = allowance && longestAnswer(prompt, allowance, prices)
  if (most !== null && most < 1) return null
  const sampling = {
    ...(temperature !== null && { temperature }),
    ...(most !== null && { maxOutputTokens: most }),
  }
  return { ...prompt, sampling }
}

const longestAnswer = ({ system, messages }: Prompt, { tokens, cost }: Allowance, prices: Prices) => {
  const read = messages.reduce((sum, { text }) => sum + messageTokens(text), estimateTokens(system))
  const affordable = prices.output > 0 ? (cost - read * prices.input) / prices.output : Infinity
  return Math.floor(Math.min(tokens - read, affordable))
}
