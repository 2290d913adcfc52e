import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareOut } from './share-out.ts'

test.each([
  [[10, 20], 100, [10, 20]],
  [[900, 10, 900], 110, [50, 10, 50]],
  [[5, 5, 5], 10, [3, 3, 4]],
  [[5], -1, [0]],
  [[], 10, []],
])('%j of %i is %j', (wants, total, shares) => {
  expect(shareOut(wants, total)).toEqual(shares)
})

test('nobody gets more than they want, nothing is given twice, and nothing is left while somebody wants it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000)), fc.nat(5000), (wants, total) => {
      const shares = shareOut(wants, total)
      expect(shares.every((share, index) => share <= wants[index]!)).toBe(true)
      expect(sum(shares)).toBe(Math.min(total, sum(wants)))
    }),
  )
})

const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0)
