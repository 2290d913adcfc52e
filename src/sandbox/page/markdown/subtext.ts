import type { MarkdownIt } from 'markdown-it'

/** A line that starts with `-# ` is small print. */
export const subtext = (markdown: MarkdownIt) => {
  markdown.block.ruler.before(
    'list',
    'subtext',
    (state, start, _end, silent) => {
      const line = state.src.slice(state.bMarks[start]! + state.tShift[start]!, state.eMarks[start])
      if (!line.startsWith('-# ')) return false
      if (silent) return true
      state.push('subtext_open', 'discord-subscript', 1)
      const inline = state.push('inline', '', 0)
      inline.content = line.slice(3).trim()
      inline.children = []
      state.push('subtext_close', 'discord-subscript', -1)
      state.line = start + 1
      return true
    },
    { alt: ['paragraph'] },
  )
}
