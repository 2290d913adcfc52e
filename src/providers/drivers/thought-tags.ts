export type ThoughtTag = { opening: string; closing: string; edges: Words }

/** Words to be found in a stream, whatever their case and wherever the chunks cut them. */
export type Words = { whole: RegExp; unfinished: RegExp; longest: number }

/** A name (`think`), or an opening tag as it is written: the closing one has a slash after the first character. */
export const thoughtTag = (name: string): ThoughtTag => {
  const opening = /^[a-z]/i.test(name) ? `<${name}>` : name
  const [first = ''] = opening
  const closing = `${first}/${opening.slice(first.length)}`
  return { opening, closing, edges: wordsOf([opening, closing]) }
}

/** What matters outside of code: the tags, and the backtick that begins code. */
export const marksOf = (tags: readonly ThoughtTag[]): Words =>
  wordsOf([...tags.flatMap(({ opening, closing }) => [opening, closing]), '`'])

const wordsOf = (words: readonly string[]): Words => {
  const beginnings = words.flatMap((word) =>
    Array.from({ length: word.length - 1 }, (_, at) => word.slice(0, at + 1)),
  )
  return {
    whole: new RegExp(anyOf(words), 'gi'),
    unfinished: new RegExp(`(?:${anyOf(beginnings)})$`, 'i'),
    longest: Math.max(...words.map((word) => word.length)),
  }
}

const anyOf = (words: readonly string[]) =>
  [...new Set(words)]
    .sort((a, b) => b.length - a.length)
    .map(RegExp.escape)
    .join('|')

/** The next of the words from `from` on; `found` is null where there is none, or not all of it yet. */
export const seek = (
  { whole, unfinished, longest }: Words,
  text: string,
  from: number,
): { at: number; found: string | null } => {
  whole.lastIndex = from
  const match = whole.exec(text)
  const tailAt = Math.max(from, text.length - longest + 1)
  const beginning = text.slice(tailAt).search(unfinished)
  if (beginning !== -1 && !(match && match.index < tailAt + beginning))
    return { at: tailAt + beginning, found: null }
  return match ? { at: match.index, found: match[0] } : { at: text.length, found: null }
}
