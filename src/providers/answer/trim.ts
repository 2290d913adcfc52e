import type { Prompt } from '../contract.ts'
import { estimatePrompt } from './estimate.ts'

/**
 * The newest half of what was said, by tokens, with the question: one bigger step, because each try costs a request.
 * Null: there is nothing but the question.
 */
export const trimPrompt = (prompt: Prompt): Prompt | null => {
  const { messages } = prompt
  if (messages.length < 2) return null
  const budget = estimatePrompt({ system: '', messages }) / 2
  let first = messages.length - 1
  let kept = estimatePrompt({ system: '', messages: messages.slice(first) })
  while (first > 1) {
    kept += estimatePrompt({ system: '', messages: [messages[first - 1]!] })
    if (kept > budget) break
    first -= 1
  }
  // An answer whose question is gone isn't a beginning.
  while (messages[first]!.role === 'assistant' && first < messages.length - 1) first += 1
  return { ...prompt, messages: messages.slice(first) }
}
