import { estimateTokens, fitWindow, messageTokens } from '../../conversations/window.ts'
import type { Allowance } from '../../limits/contract.ts'
import { imageTokens } from '../../providers/answer/estimate.ts'
import type { Prompt, PromptMessage } from '../../providers/contract.ts'
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

/** Tokens that are worth more to an answer than what was said before is to the prompt. */
const DECENT_ANSWER = 1000

/** The prompt without what was said so long ago that budgets would leave too little for the answer. */
export const withinMeans = (prompt: Prompt, { tokens, cost }: Allowance, prices: Prices): Prompt => {
  const { system, messages } = prompt
  const affordable = cost - Math.min(cost / 2, DECENT_ANSWER * prices.output)
  const room = Math.min(
    tokens - Math.min(tokens / 2, DECENT_ANSWER),
    prices.input > 0 ? affordable / prices.input : Infinity,
  )
  return { ...prompt, messages: fitWindow(messages, room - estimateTokens(system)) ?? messages.slice(-1) }
}

/** How many tokens are left for an answer to this prompt; below one: none. */
export const longestAnswer = ({ system, messages }: Prompt, { tokens, cost }: Allowance, prices: Prices) => {
  const read = messages.reduce((sum, message) => sum + tokensOf(message), estimateTokens(system))
  const affordable = prices.output > 0 ? (cost - read * prices.input) / prices.output : Infinity
  return Math.floor(Math.min(tokens - read, affordable))
}

const tokensOf = ({ text, images = [] }: PromptMessage) => messageTokens(text) + images.length * imageTokens
