const WORD = /\s*\S{1,40}\s*|\s+/gu

/** Cuts a text into what a model would send at once: 1 to 4 words each. Joined, they are the text. */
export const cutIntoPieces = (text: string, random: () => number) => {
  const words = text.match(WORD) ?? []
  const pieces: string[] = []
  for (let at = 0; at < words.length;) {
    const size = 1 + Math.floor(random() * 4)
    pieces.push(words.slice(at, at + size).join(''))
    at += size
  }
  return pieces
}

const CHARACTERS_PER_TOKEN = 4

/** The rule of thumb for English: real tokenizers are within a quarter of it. */
export const tokensIn = (text: string) => Math.ceil(text.length / CHARACTERS_PER_TOKEN)

/** The beginning of a text that is at most so many tokens long; never half of a surrogate pair. */
export const firstTokens = (text: string, tokens: number) =>
  text.slice(0, tokens * CHARACTERS_PER_TOKEN).replace(/[\uD800-\uDBFF]$/, '')
