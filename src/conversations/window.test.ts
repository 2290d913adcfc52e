import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimateTokens, fitWindow } from './window.ts'

const message = fc.record({
  role: fc.constantFrom('user' as const, 'assistant' as const),
  text: fc.string({ maxLength: 400, unit: 'grapheme' }),
})
const words = fc.string({ unit: 'grapheme', maxLength: 50 })
const conversation = fc
  .tuple(fc.array(message, { maxLength: 30 }), fc.string({ maxLength: 400 }))
  .map(([past, text]) => [...past, { role: 'user' as const, text }])
const cost = (messages: readonly { text: string }[]) =>
  messages.reduce((sum, { text }) => sum + estimateTokens(text) + 4, 0)

test('a window fits, is the newest end of the conversation, and holds the question', () => {
  fc.assert(
    fc.property(conversation, fc.integer({ min: 0, max: 2000 }), (messages, budget) => {
      const window = fitWindow(messages, budget)
      if (window === null) {
        expect(cost(messages.slice(-1))).toBeGreaterThan(budget)
        return
      }
      expect(cost(window)).toBeLessThanOrEqual(budget)
      expect(window).toEqual(messages.slice(messages.length - window.length))
      expect(window.length).toBeGreaterThan(0)
      expect(window[0]!.role).toBe('user')
    }),
  )
})

test('nothing is left out that would have fitted, but answers at the beginning', () => {
  fc.assert(
    fc.property(conversation, fc.integer({ min: 0, max: 2000 }), (messages, budget) => {
      const window = fitWindow(messages, budget)
      if (window === null) return
      const left = messages.slice(0, messages.length - window.length)
      while (left.at(-1)?.role === 'assistant') left.pop()
      const next = messages.slice(Math.max(0, left.length - 1))
      if (left.length > 0) expect(cost(next)).toBeGreaterThan(budget)
    }),
  )
})

test('a text is estimated at a token or more, and at no fewer when it grows', () => {
  fc.assert(
    fc.property(words, words, (one, other) => {
      expect(estimateTokens(one)).toBeGreaterThanOrEqual(1)
      expect(estimateTokens(one + other)).toBeGreaterThanOrEqual(estimateTokens(one))
      expect(estimateTokens(one + other)).toBeLessThanOrEqual(estimateTokens(one) + estimateTokens(other))
    }),
  )
})

test('scripts count by how tokenizers cut them', () => {
  expect(estimateTokens('The quick brown fox jumps')).toBe(7)
  expect(estimateTokens('Съешь ещё')).toBe(5)
  expect(estimateTokens('こんにちは世界')).toBe(7)
  expect(estimateTokens('😀')).toBe(2)
  expect(estimateTokens('')).toBe(1)
})
