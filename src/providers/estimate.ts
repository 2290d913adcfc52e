import type { Prompt, Usage } from './contract.ts'

/** For providers that don't tell: about four bytes of UTF-8 make a token in most languages and models. */
export const estimateUsage = ({ system, messages }: Prompt, answer: string): Usage => ({
  inputTokens: tokens(system) + messages.reduce((sum, { text }) => sum + tokens(text), 0),
  outputTokens: tokens(answer),
  estimated: true,
})

const tokens = (text: string) => Math.ceil(Buffer.byteLength(text) / 4)
