import markdownIt from 'markdown-it'
import { withOwnLines } from './fences.ts'
import { highlight } from './highlight.ts'
import { envWith, mentions, type Names } from './mentions.ts'
import { quotes } from './quotes.ts'
import { spoilers } from './spoilers.ts'
import { subtext } from './subtext.ts'

/** Discord's flavour of markdown as HTML with the library's elements. Not yet sanitized. */
export const renderMarkdown = (source: string, names: Names): string =>
  markdown.render(withOwnLines(source), envWith(names))

const markdown = markdownIt({ html: false, linkify: true, breaks: true })
  .disable(['table', 'image', 'reference', 'hr', 'lheading', 'code', 'entity', 'html_block', 'html_inline'])
  .use(quotes)
  .use(subtext)
  .use(spoilers)
  .use(mentions)

const rules = markdown.renderer.rules

// `__x__` is underlined in Discord, `**x**` is bold; CommonMark takes both for bold.
rules['strong_open'] = (tokens, index) => (tokens[index]!.markup === '__' ? '<u>' : '<strong>')
rules['strong_close'] = (tokens, index) => (tokens[index]!.markup === '__' ? '</u>' : '</strong>')

rules['code_inline'] = (tokens, index) =>
  `<discord-code>${markdown.utils.escapeHtml(tokens[index]!.content)}</discord-code>`

rules['fence'] = (tokens, index) => {
  const { content, info } = tokens[index]!
  return `<discord-code multiline tabindex="0">${highlight(content.replace(/\n$/, ''), info.trim())}</discord-code>`
}

rules['link_open'] = (tokens, index, options, _env, renderer) => {
  tokens[index]!.attrSet('target', '_blank')
  tokens[index]!.attrSet('rel', 'noopener noreferrer')
  return renderer.renderToken(tokens, index, options)
}

// Discord knows three levels; deeper ones stay as they were written.
rules['heading_open'] = (tokens, index) => {
  const level = Number(tokens[index]!.tag.slice(1))
  return level > 3 ? `<p>${'#'.repeat(level)} ` : `<discord-header level="${level}">`
}
rules['heading_close'] = (tokens, index) =>
  Number(tokens[index]!.tag.slice(1)) > 3 ? '</p>' : '</discord-header>'
