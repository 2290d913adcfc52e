import type { Prompt, Usage } from '../contract.ts'

/**
 * For providers that don't tell: about four bytes of UTF-8 make a token in most languages and models. `written`: all that the model wrote, thoughts and what was taken back included, in bytes of
 * UTF-8.
 */
export const estimateUsage = (prompt: Prompt, written: number): Usage => ({
  inputTokens: estimatePrompt(prompt),
  outputTokens: Math.ceil(written / 4),
  estimated: true,
})

/** In tokens. */
export const estimatePrompt = ({ system, messages }: Prompt): number =>
  tokens(system) + messages.reduce((sum, { text }) => sum + tokens(text), 0)

const tokens = (text: string) => Math.ceil(Buffer.byteLength(text) / 4)
