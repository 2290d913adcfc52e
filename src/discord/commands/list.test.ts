import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { listed, oneOf } from './list.ts'

test('what fits is listed whole', () => {
  expect(listed({ head: 'Fruit:', items: ['- apples', '- pears'], tail: 'Enjoy.' })).toBe(
    'Fruit:\n- apples\n- pears\n\nEnjoy.',
  )
})

test('what doesn’t fit into a message is left out and counted, and the rest stays', () => {
  const item = fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme-ascii' })
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), (items) => {
      const text = listed({ head: 'HEAD', items, tail: 'TAIL' })
      expect(text.length).toBeLessThanOrEqual(2000)
      expect(text.startsWith('HEAD')).toBe(true)
      expect(text.endsWith('TAIL')).toBe(true)
      const [, left] = /^… and (\d+) more\.\nTAIL$/m.exec(text) ?? []
      const shown = items.slice(0, items.length - Number(left ?? 0))
      expect(text).toContain(['HEAD', ...shown].join('\n'))
    }),
  )
})

test.each([
  [[], 'nobody yet'],
  [['groq'], 'groq'],
  [['groq', 'gemini', 'auto'], 'groq, gemini or auto'],
])('of %j one can be chosen: %s', (names, words) => {
  expect(oneOf(names)).toBe(words)
})
