import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSplitter, split } from './splitter.ts'

/** Text as models write it, and worse. */
const word = fc.oneof(
  fc.stringMatching(/^[a-z]{1,12}$/),
  fc.constantFrom(
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    'é',
    '`code`',
    '[a link](https://example.org/a_b?c=d)',
    '<@123456789012345678>',
  ),
  fc.constantFrom(
    'https://example.org/x',
    '**bold**',
    '```',
    '~~~',
    '``',
    '# ',
    '- ',
    '<:wave:123456789012345678>',
  ),
)
const line = fc.array(word, { maxLength: 40 }).map((words) => words.join(' '))
const fence = fc
  .record({
    indentation: fc.constantFrom('', '  ', '    '),
    marker: fc.constantFrom('```', '````', '~~~'),
    language: fc.constantFrom('', 'ts', 'python', 'c++ title="x"'),
    lines: fc.array(fc.stringMatching(/^ {0,8}[a-z(){};= ]{0,60}$/), { maxLength: 80 }),
    closed: fc.boolean(),
  })
  .map(({ indentation, marker, language, lines, closed }) =>
    [
      indentation + marker + language,
      ...lines.map((text) => indentation + text),
      ...(closed ? [indentation + marker] : []),
    ].join('\n'),
  )
const prose = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'))
const answer = fc
  .array(fc.oneof(prose, fence, fc.string({ unit: 'binary', maxLength: 300 })), { maxLength: 8 })
  .map((blocks) => blocks.join('\n\n'))

describe('for any text', () => {
  test('no part is too long, and none is blank', () => {
    fc.assert(
      fc.property(answer, (text) => {
        for (const part of split(text)) {
          expect(part.length).toBeLessThanOrEqual(2000)
          expect(part.trim()).not.toBe('')
        }
      }),
    )
  })

  test('the parts join back to the text', () => {
    fc.assert(fc.property(answer, (text) => expectJoined(split(text), text)))
  })

  test('a part that another one follows never changes while the text grows', () => {
    fc.assert(
      fc.property(answer, fc.array(fc.nat(400), { minLength: 1, maxLength: 60 }), (text, steps) => {
        const splitter = createSplitter()
        let kept: string[] = []
        for (let at = 0, step = 0; at < text.length; step += 1) {
          const length = 1 + steps[step % steps.length]!
          splitter.append(text.slice(at, at + length))
          at += length
          const parts = splitter.parts()
          expect(parts.slice(0, kept.length)).toEqual(kept)
          kept = parts.slice(0, -1)
        }
        expect(splitter.parts()).toEqual(split(text))
      }),
    )
  })

  test('surrogate pairs stay whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1500, maxLength: 5000 }), (text) => {
        for (const part of split(text)) expect(part.isWellFormed()).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})

describe('code blocks', () => {
  test('are closed and opened again with their language', () => {
    const parts = split(`Here you are:\n\n\`\`\`ts\n${code(300)}\n\`\`\`\nThat was it.`)
    expect(parts.length).toBeGreaterThan(2)
    expect(parts[0]).toMatch(/^Here you are:\n\n```ts\n[^`]*\n```$/)
    for (const part of parts.slice(1, -1)) expect(part).toMatch(/^```ts\n {2}const[^`]*\n```$/)
    expect(parts.at(-1)).toMatch(/^```ts\n[^`]*\n```\nThat was it\.$/)
  })

  test.each(['````', '~~~', '  ```'])('keep their marker and indentation: %s', (marker) => {
    const parts = split(`${marker}md\n${code(200)}\n${marker}`)
    for (const part of parts) {
      expect(`${part}\n`).toMatch(new RegExp(`^${marker.trim()}md\n|^${marker}md\n`))
      expect(part.endsWith(`\n${marker.trim()}`) || part.endsWith(`\n${marker}`)).toBe(true)
    }
  })

  test('are not opened by a run of marks within a line, nor closed by a shorter one', () => {
    const parts = split(`\`\`\`\`md\n\`\`\`ts\n${code(100)}\n\`\`\`\n\`\`\`\`\n`)
    for (const part of parts) expect(part).toMatch(/^````md\n[^]*\n````$/)
  })

  test('go to the next message whole when the first half is full', () => {
    const text = `${'words and words. '.repeat(80)}\n\n\`\`\`ts\n${code(40)}\n\`\`\``
    expect(split(text)).toEqual([text.slice(0, text.indexOf('```')).trim(), text.slice(text.indexOf('```'))])
  })

  test('are never left empty at the end of a message', () => {
    for (let length = 1900; length < 2000; length += 1) {
      for (const part of split(`${'x'.repeat(length)}\n\`\`\`ts\n${code(50)}\n\`\`\``))
        expect(part).not.toMatch(/```ts\n```/)
    }
  })

  test('whose last line ends with the message leave no empty block behind', () => {
    for (let lines = 60; lines < 130; lines += 1) {
      for (const part of split(`\`\`\`\n${code(lines)}\n\`\`\`\n\nAnd more.`))
        expect(part).not.toMatch(/```\n+```/)
    }
  })
})

describe('a message ends', () => {
  test('with a paragraph rather than with a line', () => {
    const [first] = split(`${filler(1500)}\n\n${filler(200)}\n${filler(200)}\n${filler(900)}`)
    expect(first).toBe(filler(1500))
  })

  test('with a line rather than with a sentence, with a sentence rather than with a word', () => {
    expect(split(`${filler(1500)}\n${filler(200)}. ${filler(900)}`)[0]).toBe(filler(1500))
    expect(split(`${filler(1500)}. ${filler(900)}`)[0]).toBe(`${filler(1500)}.`)
    expect(split(filler(3000))[0]).toMatch(/ abcdefghi$/)
  })

  test.each([
    '[a link with several words](https://example.org/path_(x)?query=1)',
    '`inline code with spaces`',
    'https://example.org/a/very/long/address?with=parameters&and=more',
    '<:parley_wave:123456789012345678>',
    '<@123456789012345678>',
    '👩‍👩‍👧‍👦',
  ])('before or after %s, never within', (token) => {
    for (let before = 1880; before <= 2010; before += 1) {
      const parts = split(`${'x'.repeat(before)} ${token} ${filler(300)}`)
      expect(parts.some((part) => part.includes(token))).toBe(true)
    }
  })
})

describe('text that no message was made for', () => {
  test.each([
    ['10,000 backticks', '`'.repeat(10_000)],
    ['a line of 50,000 characters', 'x'.repeat(50_000)],
    ['50,000 opening brackets', '['.repeat(50_000)],
    ['an info string of 3,000 characters', `\`\`\`${'x'.repeat(3000)}\ncode\n\`\`\``],
    ['50,000 line breaks and a word', `${'\n'.repeat(50_000)}word`],
    ['a code line of 50,000 characters', `\`\`\`js\n${'a=b;'.repeat(12_500)}\n\`\`\``],
    ['one character with 50,000 accents', `e${'\u0301'.repeat(50_000)}`],
    ['half surrogate pairs', '\ud83d'.repeat(5000)],
  ])('%s is divided in bounded time', (_, text) => {
    const start = performance.now()
    const parts = split(text)
    expect(performance.now() - start).toBeLessThan(1000)
    expect(parts.length).toBeLessThan(text.length / 1500 + 2)
    expectJoined(parts, text)
  })

  test('a text of blanks is no message', () => {
    expect(split('')).toEqual([])
    expect(split(' \n\n\t'.repeat(3000))).toEqual([])
  })
})

/** The parts say all of the text, in order, but for blanks where one ends, with nothing but fences added there. */
const expectJoined = (parts: string[], text: string) => {
  const end = parts.reduce((at, part) => {
    const next = endOf(part, text, at)
    expect(next, `continues at ${at}: ${JSON.stringify(part.slice(0, 80))}`).not.toBeNull()
    return next ?? at
  }, 0)
  // A closing line may be left out when its block is closed already, or be completed when only its first marks came.
  expect(text.slice(end)).toMatch(/^\s*(?:`+|~+)?\s*$/)
}

const endOf = (part: string, text: string, from: number): number | null => {
  const lines = part.split('\n')
  const fronts = isFence(lines[0]) ? [0, 1] : [0]
  const behinds = isFence(lines.at(-1)) ? [lines.length, lines.length - 1] : [lines.length]
  const said = fronts.flatMap((front) =>
    behinds.map((behind) => lines.slice(front, behind).join('\n').trimStart()),
  )
  // A block that the part before has closed already isn't closed again.
  const skipped = [/^\s*/, /^\s*(?:`{3,}|~{3,})\s*/].map(
    (blanks) => from + (blanks.exec(text.slice(from))?.[0].length ?? 0),
  )
  for (const start of skipped)
    for (const body of said) if (body && text.startsWith(body, start)) return start + body.length
  return null
}

const isFence = (line = '') => /^\s*(`{3,12}|~{3,12})/.test(line)

const filler = (length: number) => 'abcdefghi '.repeat(length / 10).trimEnd()

const code = (lines: number) =>
  Array.from({ length: lines }, (_, index) => `  const x${index} = ${index}`).join('\n')
