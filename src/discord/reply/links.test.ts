import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDisclosure } from './links.ts'
import { split } from '../splitter.ts'

const disclose = (...chunks: string[]) => {
  const disclosure = createDisclosure()
  return [...chunks.map((chunk) => disclosure.append(chunk)), disclosure.end()].join('')
}

describe('a masked link shows its host', () => {
  test.each([
    ['[the docs](https://example.org/a_(b)?c=d)', '[the docs (example.org)](https://example.org/a_(b)?c=d)'],
    ['[docs](<https://example.org/x>)', '[docs (example.org)](<https://example.org/x>)'],
    ['[docs](http://example.org:8080/)', '[docs (example.org:8080)](http://example.org:8080/)'],
    ['[a [b] c](https://example.org)', '[a [b] c (example.org)](https://example.org)'],
    [
      '[![badge](https://a.example)](https://b.example)',
      '[![badge (a.example)](https://a.example)] (https://b.example)',
    ],
    ['\\[not\\](https://example.org)', '\\[not\\ (example.org)](https://example.org)'],
    ['[example.org](https://www.example.org/)', '[example.org (www.example.org)](https://www.example.org/)'],
  ])('%j', (text, shown) => expect(disclose(text)).toBe(shown))
})

describe('whoever would hide it is found out', () => {
  test.each([
    ['by a name before an @', '[Discord](https://discord.com@evil.example/x)', /\(evil\.example\)\]/],
    ['by letters that look alike', '[Apple](https://аpple.com)', /\(xn--pple-43d\.com\)\]/],
    [
      'by a text that is another address',
      '[https://discord.com](https://evil.example)',
      /^\[https:\/\/discord\.com\] \(https:\/\/evil/,
    ],
    ['by a text that reads like another host', '[**discord.com**/login](https://evil.example)', /\] \(https/],
    ['by a text with an @', '[https://discord.com@evil.example](https://evil.example)', /\] \(https/],
    ['by marks that turn the text around', '[\u202Emoc.elpmaxe](https://evil.example)', /\] \(https/],
    ['by an escape', '[Discord](https://discord.com\\@evil.example)', /\] \(https/],
    ['by blanks', '[Discord](  https://evil.example)', /\] \( {2}https/],
    [
      'by a link within the address',
      '[a](https://a.example/[b](https://evil.example))',
      /b \(evil\.example\)\]/,
    ],
    ['by a title', '[Discord](https://evil.example "discord.com")', /\] \(https/],
    ['by an address that never ends', `[Discord](https://evil.example/${'x'.repeat(700)})`, /\] \(https/],
    ['by another scheme', '[Discord](javascript:alert(1))', /\] \(javascript/],
    ['by a stray mark before the code', 'a ` b\n`[Discord](https://evil.example)`', /\(evil\.example\)\]/],
    ['by three stray marks', 'a ``` b\n```\n[Discord](https://evil.example)\n```', /\(evil\.example\)\]/],
    ['by an empty block', '```\n```\na\n```\n[Discord](https://evil.example)\n```', /\(evil\.example\)\]/],
    [
      'by a block within a longer one',
      '````\n```\n[Discord](https://evil.example)\n```\n````',
      /\(evil\.example\)\]/,
    ],
    [
      'by marks that are no code for Discord',
      '~~~\n[Discord](https://evil.example)\n~~~',
      /\(evil\.example\)\]/,
    ],
    [
      'by marks that open a block and close it',
      '```````\n[Discord](https://evil.example)\n```````',
      /\(evil\.example\)\]/,
    ],
    [
      'by marks that keep a block from being closed',
      '~~~\n```\n[Discord](https://evil.example)\n~~~',
      /\(evil\.example\)\]/,
    ],
    ['by a bracket before the code', '[a `b](https://evil.example)`', /\(evil\.example\)\]/],
    ['by bold that ends in code', '**`**[Discord](https://evil.example)**`**', /\(evil\.example\)\]/],
    [
      'by a spoiler that ends in code',
      '||```||[Discord](https://evil.example)||```||',
      /\(evil\.example\)\]/,
    ],
    [
      'by an address that ends in code',
      '<https://a.example/`>[Discord](https://evil.example)`',
      /\(evil\.example\)\]/,
    ],
    [
      'by italics that end in a block',
      '_\n```\n_[Discord](https://evil.example)\n```',
      /\(evil\.example\)\]/,
    ],
    ['by a bracket before a block', '[a\n```\nb](https://evil.example)\n```', /\(evil\.example\)\]/],
  ])('%s', (_, text, shown) => expect(disclose(text)).toMatch(shown))
})

test.each([
  'a [ ] task, an [array][0], a call[of](it), [a](relative/path) and f](x)',
  'https://example.org/x and <https://discord.com@evil.example>',
  'code `[a](https://example.org)` and ``b ` [c](https://example.org)``',
  'See [1]:\n```md\n[a](https://example.org)\n```\n  ~~~\n',
  '```ts\nconst a = b[c](d)\n```\n\n    ```\n    [a](https://example.org)\n    ```\n',
  'an unfinished [text',
  'an unfinished [text](',
  '\\`not code\\` and \\\\',
])('%j is left alone', (text) => expect(disclose(text)).toBe(text))

test('nothing is held back for longer than it may matter', () => {
  const { append } = createDisclosure()
  expect(append('some words [and a label')).toBe('some words [and a label')
  expect(append(`](https://example.org/${'x'.repeat(500)}`)).toBe('')
  expect(append('x'.repeat(200))).not.toBe('')
  expect(append(`a \` mark and words, ${'and words '.repeat(40)}`)).not.toBe('')
})

const piece = fc.oneof(
  fc.constantFrom(
    '[',
    ']',
    '](',
    '](https://evil.example)',
    '](https://a.example/(b)',
    ')',
    '(',
    '<',
    '>',
    ' ',
  ),
  fc.constantFrom(
    '`',
    '``',
    '```',
    '````',
    '\n',
    '\n```\n',
    '\n```ts\n',
    '~~~',
    '\\',
    '\\`',
    '\\[',
    '> ',
    '\r',
  ),
  fc.constantFrom(
    '[a](https://b.example)',
    'word',
    '"',
    "'",
    'https://',
    '@',
    '.',
    '!',
    '||',
    '\u202e',
    '\0',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
)
const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''))

test('however a text comes in, the same is shown', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 3 }), fc.array(fc.nat(12), { minLength: 1 }), (texts, steps) => {
      const whole = texts.join('x'.repeat(140))
      const chunks: string[] = []
      for (let at = 0, step = 0; at < whole.length; step += 1) {
        const length = 1 + steps[step % steps.length]!
        chunks.push(whole.slice(at, at + length))
        at += length
      }
      expect(disclose(...chunks)).toBe(disclose(whole))
    }),
    { numRuns: 500 },
  )
})

test('no link that Discord would make of it hides its host, in no message and at no time', () => {
  fc.assert(
    fc.property(fc.nat(1990), text, text, (length, one, other) => {
      const disclosure = createDisclosure()
      const before = 'word '.repeat(length / 5)
      const soFar = disclosure.append(before + one) + disclosure.append(other)
      const messages = [soFar, soFar + disclosure.end()].flatMap((shown) => split(shown))
      for (const message of messages)
        for (const { label, host } of linksIn(message))
          expect([message, label]).toEqual([message, expect.stringContaining(`(${host})`)])
    }),
    { numRuns: 1000 },
  )
})

const line = fc.stringMatching(/^[a-z[\]()*. ]{0,20}$/)
const sample = fc.array(fc.oneof(line, fc.constant('[a](https://example.org) and ![b](https://c.example)')), {
  minLength: 1,
  maxLength: 5,
})

test('code blocks and code in a line stay as they are', () => {
  const block = sample.map((lines) => `\`\`\`md\nx${lines.join('\n')}\n\`\`\``)
  const inline = sample.map((lines) => `words \`x${lines.join(' ')}\` words`)
  const prose = fc.constantFrom('Words.', '[link](https://example.org)', '- [ ] to do', '')
  fc.assert(
    fc.property(fc.array(fc.oneof(block, inline, prose), { maxLength: 6 }), (parts) => {
      const shown = disclose(parts.join('\n\n'))
      for (const part of parts) if (/^(?:```|words)/.test(part)) expect(shown).toContain(part)
    }),
  )
})

test('the longest answer of nothing but marks takes no time', () => {
  const before = performance.now()
  for (const mark of ['[', ']', '](', '`', '```', '[a](https://b.example', '` ', '](https://a(', '\\'])
    disclose(...mark.repeat(20_000 / mark.length).match(/.{1,7}/g)!)
  expect(performance.now() - before).toBeLessThan(2000)
})

/** The links that Discord's parser, which is made of these expressions, would show. */
function linksIn(message: string) {
  const found: { label: string; host: string }[] = []
  for (let at = 0; at < message.length;) {
    const rest = message.slice(at)
    const code =
      /^```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][^]*?)\n*```/i.exec(rest) ??
      /^(`+)([\s\S]*?[^`])\1(?!`)/.exec(rest) ??
      /^\\([^0-9A-Za-z\s])/.exec(rest)
    const link = code
      ? null
      : /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['"]([\s\S]*?)['"])?\s*\)/.exec(
          rest,
        )
    const address = link?.[2]?.replaceAll(/\\([^0-9A-Za-z\s])/g, '$1') ?? ''
    const isLink = link && /^https?:/i.test(address) && URL.canParse(address)
    if (isLink) found.push({ label: link[1]!, host: new URL(address).host })
    at += (code ?? (isLink ? link : null))?.[0].length ?? 1
  }
  return found
}
