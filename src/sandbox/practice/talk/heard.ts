import type { ProviderName, Question, SeenImage } from '../question.ts'

/** A prompt as the topics look at it. */
export type Heard = {
  asked: string
  /** What the bot told the model to be and do. */
  instructions: string
  /** Those that came with the question. */
  images: readonly SeenImage[]
  /** What people wrote before, oldest first. */
  earlier: readonly string[]
  /** How many messages of both sides the prompt holds. */
  messages: number
  /** The variable that would hold a real key of this provider. */
  keyName: string
}

/** Null when it isn't about this topic. */
export type Topic = (heard: Heard) => string | null

export const listenTo = ({ provider, system, messages }: Question): Heard => {
  const theirs = messages.filter(({ role }) => role === 'user')
  const texts = theirs.map(({ text }) => text.trim())
  return {
    asked: texts.at(-1) ?? '',
    instructions: system.trim(),
    images: theirs.at(-1)?.images ?? [],
    earlier: texts.slice(0, -1),
    messages: messages.length,
    keyName: keyNames[provider],
  }
}

const keyNames: Record<ProviderName, string> = {
  groq: 'GROQ_API_KEY',
  gemini: 'GEMINI_API_KEY',
  openai: 'OPENAI_API_KEY',
}
