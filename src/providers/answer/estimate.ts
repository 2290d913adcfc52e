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
  messages.reduce(
    (sum, { text, images }) => sum + tokens(text) + (images?.length ?? 0) * imageTokens,
    tokens(system),
  )

/**
 * What the usual models take for an image at most: OpenAI's up to 2,942 at high detail, Gemini 1,120 of any size. Of
 * models with a scale of their own (gpt-4o-mini) only the bill tells.
 */
export const imageTokens = 3000

const tokens = (text: string) => Math.ceil(Buffer.byteLength(text) / 4)
