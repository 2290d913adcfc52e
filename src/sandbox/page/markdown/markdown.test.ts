import { expect, it } from 'vitest'
import { renderMarkdown } from './markdown.ts'
import type { Names } from './mentions.ts'

const names: Names = {
  user: (id) => ({ '1': 'Parley', '2': '<b>Eve</b>' })[id],
  role: (id) => ({ '3': 'gardeners' })[id],
  channel: (id) => ({ '4': { name: 'general', thread: false }, '5': { name: 'seeds', thread: true } })[id],
}
const html = (source: string) => renderMarkdown(source, names).replaceAll(/>\n+(?=<|$)/g, '>')
const line = (source: string) => html(source).replace(/^<p>(.*)<\/p>$/s, '$1')

it.each([
  ['**bold** and *italic* and _italic_', '<strong>bold</strong> and <em>italic</em> and <em>italic</em>'],
  ['__underlined__', '<u>underlined</u>'],
  ['__**both**__', '<u><strong>both</strong></u>'],
  ['~~gone~~', '<s>gone</s>'],
  ['`a < b`', '<discord-code>a &lt; b</discord-code>'],
  ['one\ntwo', 'one<br>\ntwo'],
  ['\\*not italic\\*', '*not italic*'],
])('shows %j as Discord does', (source, shown) => {
  expect(line(source)).toBe(shown)
})

it('hides a spoiler anywhere in a line, with the markdown inside it', () => {
  expect(line('who: ||**her**|| and more')).toMatch(
    /^who: <discord-spoiler [^>]*><strong>her<\/strong><\/discord-spoiler> and more$/,
  )
})

it('leaves a lone pair of bars as it is', () => {
  expect(line('a || b')).toBe('a || b')
})

it('quotes one line with > and the rest with >>>', () => {
  expect(html('> quoted\nnot')).toBe('<discord-quote><p>quoted</p></discord-quote><p>not</p>')
  expect(html('>>> quoted\n\nstill')).toBe('<discord-quote><p>quoted</p><p>still</p></discord-quote>')
})

it('knows three levels of headings, and small print', () => {
  expect(html('### Title')).toBe('<discord-header level="3">Title</discord-header>')
  expect(html('#### Title')).toBe('<p>#### Title</p>')
  expect(html('text\n-# small')).toContain('<discord-subscript>small</discord-subscript>')
})

it('colours code whose language is named and leaves other code alone', () => {
  expect(html('```ts\nconst a = 1\n```')).toContain('<span class="hljs-keyword">const</span>')
  expect(html('```\nconst a = 1\n```')).toContain('>const a = 1</discord-code>')
  expect(html('```nonsense\n<i>\n```')).toContain('>&lt;i&gt;</discord-code>')
})

it('takes a fence that opens or closes in the middle of a line for one', () => {
  expect(html('see ```js\nlet a``` there')).toMatch(
    /^<p>see<\/p><discord-code multiline[^>]*>.*let.*<\/discord-code><p>there<\/p>$/s,
  )
})

it('shows a code block that is still being written', () => {
  expect(html('```py\nprint(1)')).toContain('<discord-code multiline')
})

it('names people, roles, channels and threads, and says so where it knows none', () => {
  expect(line('<@1> <@!1>')).toBe(
    '<discord-mention type="user">Parley</discord-mention> <discord-mention type="user">Parley</discord-mention>',
  )
  expect(line('<@&3>')).toBe('<discord-mention type="role">gardeners</discord-mention>')
  expect(line('<#4>')).toContain('data-channel="4"')
  expect(line('<#5>')).toContain('type="thread"')
  expect(line('<@9>')).toContain('unknown-user')
  expect(line('`<@1>`')).toBe('<discord-code>&lt;@1&gt;</discord-code>')
})

it('shows points in time and the names of emoji', () => {
  expect(line('<t:0:D>')).toMatch(/^<discord-time>.*19(69|70).*<\/discord-time>$/)
  expect(line('<a:party:123456789012345678>')).toBe(':party:')
})

it('escapes HTML, wherever it comes from', () => {
  expect(line('<img src=x onerror=alert(1)>')).toBe('&lt;img src=x onerror=alert(1)&gt;')
  expect(line('<@2>')).toBe('<discord-mention type="user">&lt;b&gt;Eve&lt;/b&gt;</discord-mention>')
  expect(line('[x](javascript:alert(1))')).toBe('[x](javascript:alert(1))')
})

it('opens links outside of the page', () => {
  expect(line('[docs](https://example.com)')).toBe(
    '<a href="https://example.com" target="_blank" rel="noopener noreferrer">docs</a>',
  )
  expect(line('https://example.com/a')).toContain('href="https://example.com/a"')
})
