/** What a provider adds to each message for its role and its borders. */
const MESSAGE_OVERHEAD = 4

/**
 * About how many tokens a text is, never fewer than one: a quarter a character for ASCII, a half for other
 * alphabets, one for the scripts of East Asia, two for emoji and the rest outside the basic plane. High rather than
 * low for today's tokenizers.
 */
export const estimateTokens = (text: string) => {
  let quarters = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    quarters += unit < 0x80 ? 1 : unit < 0x2e80 ? 2 : 4
  }
  return Math.max(1, Math.ceil(quarters / 4))
}

/** What a message with this text counts. */
export const messageTokens = (text: string) => estimateTokens(text) + MESSAGE_OVERHEAD

type Message = { role: 'user' | 'assistant'; text: string }

/**
 * The newest of a conversation's messages that fit into `budget` tokens, oldest first; the last is what is asked.
 * An answer whose question didn't fit isn't a beginning, so it goes, too. Null: the question alone doesn't fit.
 */
export const fitWindow = <M extends Message>(messages: readonly M[], budget: number): M[] | null => {
  let left = budget
  let first = messages.length
  while (first > 0) {
    left -= messageTokens(messages[first - 1]!.text)
    if (left < 0) break
    first -= 1
  }
  if (first === messages.length) return null
  while (messages[first]!.role === 'assistant' && first < messages.length - 1) first += 1
  return messages.slice(first)
}
