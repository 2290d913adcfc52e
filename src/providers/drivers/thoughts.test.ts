import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { createThoughtFilters } from './thoughts.ts'

const tags = ['think', 'thinking', 'Reasoning', '[THINK]', '◁think▷', '[T', '🤔🤔']

/** What is there to be read in the end, and what was taken back before. */
const heard = (chunks: readonly string[], names: readonly string[] = tags) => {
  const thoughts = createThoughtFilters(names)()
  let text = ''
  const retracted: string[] = []
  for (const spoken of [...chunks.map(thoughts.read), thoughts.rest()]) {
    if (spoken.retract) retracted.push(text)
    text = spoken.retract ? spoken.text : text + spoken.text
  }
  return { text, retracted }
}

const cut = (text: string, lengths: readonly number[]) => {
  const chunks: string[] = []
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const length = lengths[turn % lengths.length]!
    chunks.push(text.slice(at, at + length))
    at += length
  }
  return chunks
}

const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 })
const tagPairs = [
  ['<think>', '</think>'],
  ['<THINKING>', '</Thinking>'],
  ['[think]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
  ['🤔🤔', '🤔/🤔'],
] as const
const edges = tagPairs.flat()

/** Words of an answer without tags or code, but with what looks like the beginnings of them. */
const words = fc
  .array(
    fc.oneof(
      fc.constantFrom(' ', '\n', '<', '</', '<thin', '</thin', '[', '[/', '🤔', '◁', 'İ'),
      fc.string({ unit: fc.constantFrom('a', 'b', 'é', ',', '.') }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => !text.includes('🤔🤔'))
const inside = fc.oneof(words, fc.constantFrom('`', '```', '<', '\n\n', '<reasoning>'))
const block = fc
  .tuple(fc.constantFrom(...tagPairs), fc.array(inside, { maxLength: 3 }))
  .map(([[opening, closing], parts]) => ({ wire: `${opening}(${parts.join('.')})${closing}`, shown: '' }))
const code = fc
  .tuple(
    fc.constantFrom('`', '``', '```', '````'),
    fc.array(fc.constantFrom(...edges, 'x', ' '), { minLength: 1 }),
  )
  .map(([ticks, parts]) => ` ${ticks}(${parts.join('')})${ticks} `)
  .map((text) => ({ wire: text, shown: text }))
const said = words.map((text) => ({ wire: `${text}.`, shown: `${text}.` }))
const answer = fc.array(fc.oneof(said, block, code), { maxLength: 8 })

describe('an answer with thoughts', () => {
  it('is given without them, and with all else in its order, wherever it is cut', () => {
    fc.assert(
      fc.property(answer, lengths, (parts, lengths) => {
        const wire = parts.map((part) => part.wire).join('')
        const shown = parts.map((part) => part.shown).join('')
        const { text, retracted } = heard(cut(wire, lengths))
        expect(text.trimStart()).toBe(shown.trimStart())
        expect(retracted).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  it('is given the same in the end however it is cut, whatever stands where', () => {
    const anything = fc.array(
      fc.oneof(
        fc.constantFrom(...edges, ...edges, '`', '```', '\n', ' ', '[t', '[/t', '<', 'a'),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      { maxLength: 14 },
    )
    fc.assert(
      fc.property(anything, lengths, (parts, lengths) => {
        const wire = parts.join('')
        expect(heard(cut(wire, lengths)).text.trimStart()).toBe(heard([wire]).text.trimStart())
      }),
      { numRuns: 3000 },
    )
  })

  it('is held back by no more than a tag is long, and by nothing in code', () => {
    fc.assert(
      fc.property(words, lengths, fc.boolean(), (words, lengths, inCode) => {
        const text = inCode ? '```\n' + words : words
        const thoughts = createThoughtFilters(tags)()
        let given = 0
        let read = 0
        for (const chunk of cut(text, lengths)) {
          given += thoughts.read(chunk).text.length
          read += chunk.length
          expect(read - given).toBeLessThan(inCode && read > 3 ? 1 : '</reasoning>'.length)
        }
      }),
    )
  })
})

test.each([
  ['Hi', 'Hi'],
  ['\n<think>a</think>\n\n<think>b</think>\n The answer.\n', 'The answer.\n'],
  ['a<think>b</think>c', 'ac'],
  ['One. <THINK>b</Think>Two.', 'One. Two.'],
  ['[THINK]b[/THINK]c', 'c'],
  [
    'The tag is `<think>` here, closed by ``</think>``.',
    'The tag is `<think>` here, closed by ``</think>``.',
  ],
  ['```html\n<think>\n\n</think>\n```\n<think>b</think>c', '```html\n<think>\n\n</think>\n```\nc'],
  ['A lone ` here\n<think>b</think>c', 'A lone ` here\nc'],
  ['````\n```\n<think>\n````<think>b</think>', '````\n```\n<think>\n````'],
  ['<thinker>', '<thinker>'],
  ['<thi', '<thi'],
  ['So <think> opens it', 'So <think> opens it'],
  [
    'So <think> opens it, <think> again, <reasoning>b</reasoning>and `<think>` too <th',
    'So <think> opens it, <think> again, and `<think>` too <th',
  ],
  ['<think>never ends', ''],
  ['<think>a</think>\n', ''],
  ['<think>a</think> <think>never ends', ''],
  ['<think>about <think> tags</think>An answer', 'An answer'],
  ['<think>a</think>An answer </think> with its end', 'An answer </think> with its end'],
])('of %j, people read %j', (text, shown) => {
  expect(heard([text]).text.trimStart()).toBe(shown)
  expect(heard(cut(text, [1]))).toMatchObject({ retracted: [] })
  expect(heard(cut(text, [1])).text.trimStart()).toBe(shown)
})

test.each([
  ['Hmm, let me see.\n</think>\n\nYes.', 'Yes.', ['Hmm, let me see.\n']],
  ['</think>Yes.', 'Yes.', []],
  ['Hmm</think>Yes </think> and no', 'Yes </think> and no', ['Hmm']],
  ['Is it `</think>`? Hmm.</think>Yes', 'Yes', ['Is it `</think>`? Hmm.']],
  ['<think>a<think>b</think>c</think>Yes', 'Yes', ['c']],
])('of %j, people read %j after %j was taken back', (text, shown, retracted) => {
  expect(heard(cut(text, [1]))).toEqual({ text: shown, retracted })
  expect(heard([text])).toEqual({ text: shown, retracted: [] })
})

test('without tags, everything is said', () => {
  expect(heard(['<think>a', '</think>'], []).text).toBe('<think>a</think>')
})

test('a long answer takes time by its length alone', () => {
  const pieces = ['<think>', 'a <think> b ', 'x`', '`<', '<thin', '</think>a', '```', 'Words and words.']
  const long = pieces.map((piece) => piece.repeat(Math.ceil(400_000 / piece.length)))
  for (const text of long) {
    const started = performance.now()
    heard(cut(text, [5]))
    expect(performance.now() - started).toBeLessThan(1500)
  }
})
