import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createThoughtFilter } from './thoughts.ts'

const filtered = (chunks: readonly string[]) => {
  const thoughts = createThoughtFilter()
  return chunks.map(thoughts.read).join('') + thoughts.rest()
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

const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
const thought = fc.string().filter((text) => !`${text}</think`.includes('</think>'))

test('thoughts before an answer are left out, wherever they are cut', () => {
  fc.assert(
    fc.property(fc.array(thought, { minLength: 1, maxLength: 2 }), lengths, (thoughts, lengths) => {
      const text = `\n${thoughts.map((words) => `<think>${words}</think>\n\n`).join('')}The answer.`
      expect(filtered(cut(text, lengths)).trimStart()).toBe('The answer.')
    }),
  )
})

test('an answer without thoughts stays as it is', () => {
  const answer = fc.string().filter((text) => !text.trimStart().startsWith('<think>'))
  fc.assert(
    fc.property(answer, lengths, (answer, lengths) => {
      expect(filtered(cut(answer, lengths)).trimStart()).toBe(answer.trimStart())
    }),
  )
})

test.each(['The tag is `<think>` here.', 'a<think>b</think>c', '<thinker>', '<thi', '</think>'])(
  '%j is an answer',
  (answer) => expect(filtered(cut(answer, [2]))).toBe(answer),
)

test.each(['<think>never ends', '<think>a</think>', '<think></think>\n'])('%j is none', (text) =>
  expect(filtered(cut(text, [3])).trim()).toBe(''),
)
