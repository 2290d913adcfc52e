import type { MarkdownIt } from 'markdown-it'

const MARK = '||'

/** What markdown-it's own rule for plain text stops at, and a bar. */
const TEXT = /[^\n!#$%&*+\-:<=>@[\\\]^_`{|}~]+/y

/** `||x||` is hidden until somebody asks for it. */
export const spoilers = (markdown: MarkdownIt) => {
  markdown.inline.ruler.at('text', (state, silent) => {
    TEXT.lastIndex = state.pos
    const text = TEXT.exec(state.src.slice(0, state.posMax))?.[0]
    if (!text) return false
    if (!silent) state.pending += text
    state.pos += text.length
    return true
  })
  markdown.inline.ruler.before('text', 'spoiler', (state, silent) => {
    if (!state.src.startsWith(MARK, state.pos)) return false
    const end = state.src.indexOf(MARK, state.pos + MARK.length)
    if (end <= state.pos + MARK.length || end + MARK.length > state.posMax) return false
    if (!silent) {
      const { pos, posMax } = state
      const open = state.push('spoiler_open', 'discord-spoiler', 1)
      open.attrs = [
        ['role', 'button'],
        ['tabindex', '0'],
        ['aria-label', 'Spoiler'],
      ]
      state.pos = pos + MARK.length
      state.posMax = end
      state.md.inline.tokenize(state)
      state.push('spoiler_close', 'discord-spoiler', -1)
      state.posMax = posMax
    }
    state.pos = end + MARK.length
    return true
  })
}
