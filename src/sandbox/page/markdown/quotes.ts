import type { MarkdownIt } from 'markdown-it'

/** `> ` quotes its own line and no other, `>>> ` everything that follows; quotes don't nest. */
export const quotes = (markdown: MarkdownIt) => {
  markdown.block.ruler.at(
    'blockquote',
    (state, start, end, silent) => {
      const first = lineOf(state, start)
      const rest = first.startsWith('>>> ')
      if (!rest && !first.startsWith('> ')) return false
      if (state.env['quoted']) return false
      if (silent) return true

      let next = start + 1
      if (rest) next = end
      else while (next < end && lineOf(state, next).startsWith('> ')) next += 1
      const lines = Array.from({ length: next - start }, (_, index) => lineOf(state, start + index))
      const content = rest ? [first.slice(4), ...lines.slice(1)] : lines.map((line) => line.slice(2))

      state.push('quote_open', 'discord-quote', 1)
      state.md.block.parse(content.join('\n'), state.md, { ...state.env, quoted: true }, state.tokens)
      state.push('quote_close', 'discord-quote', -1)
      state.line = next
      return true
    },
    { alt: ['paragraph', 'list'] },
  )
}

const lineOf = (state: { src: string; bMarks: number[]; tShift: number[]; eMarks: number[] }, line: number) =>
  state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line])
