import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWatermark } from './watermark.ts'

test('stands below the oldest event that has not settled, whatever the order in which they settle', () => {
  const order = fc
    .integer({ min: 1, max: 40 })
    .chain((count) => fc.shuffledSubarray(Array.from({ length: count }, (_, index) => index + 1)))
  fc.assert(
    fc.property(order, fc.nat(40), (settled, more) => {
      const last = Math.max(more, ...settled)
      const mark = createWatermark(0)
      for (let sequence = 1; sequence <= last; sequence += 1) mark.begin(sequence)
      const open = new Set(Array.from({ length: last }, (_, index) => index + 1))
      for (const sequence of settled) {
        mark.settle(sequence)
        open.delete(sequence)
        expect(mark.value).toBe(open.size > 0 ? Math.min(...open) - 1 : last)
      }
    }),
  )
})

test('events without work count at once, but not past one that is pending', () => {
  const mark = createWatermark(4)
  mark.pass(5)
  mark.begin(6)
  mark.pass(7)
  expect(mark.value).toBe(5)
  mark.settle(6)
  expect(mark.value).toBe(7)
})

test('a resumed session repeats pending and settled events without moving the mark back or over a pending one', () => {
  const mark = createWatermark(0)
  for (const sequence of [1, 2, 3]) mark.begin(sequence)
  mark.settle(2)
  for (const repeated of [1, 2, 3]) mark.begin(repeated)
  expect(mark.value).toBe(0)
  mark.settle(1)
  expect(mark.value).toBe(2)
  mark.settle(3)
  expect(mark.value).toBe(3)
})
