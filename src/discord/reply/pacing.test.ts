import { expect, test } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { createPacing } from './pacing.ts'

const open = { waitMs: 0, refused: false }

test('first words are due at 40 characters, or 1.5 s after they began', async () => {
  const clock = createFakeClock()
  const pacing = createPacing(clock)
  expect(pacing.untilFirstWords(40, 0)).toBe(0)
  expect(pacing.untilFirstWords(39, 0)).toBe(1500)
  await clock.advance(1499)
  expect(pacing.untilFirstWords(5, 0)).toBe(1)
  await clock.advance(1)
  expect(pacing.untilFirstWords(5, 0)).toBe(0)
})

test('edits are due 1.2 s after the last write began', async () => {
  const clock = createFakeClock()
  const pacing = createPacing(clock)
  await clock.advance(300)
  pacing.wrote('POST', 0, open)
  expect(pacing.untilNextEdit('PATCH')).toBe(900)
  expect(pacing.untilAllowed('PATCH')).toBe(0)
})

test("edits wait for the end of Discord's window when it is used up; other kinds of requests don't", async () => {
  const clock = createFakeClock()
  const pacing = createPacing(clock)
  pacing.wrote('PATCH', 0, { waitMs: 4000, refused: false })
  expect(pacing.untilNextEdit('PATCH')).toBe(4000)
  expect(pacing.untilAllowed('PATCH')).toBe(4000)
  expect(pacing.untilAllowed('POST')).toBe(0)
})

test('after a 429 the pace goes from when the write was done', async () => {
  const clock = createFakeClock()
  const pacing = createPacing(clock)
  await clock.advance(5000)
  pacing.wrote('PATCH', 0, { waitMs: 0, refused: true })
  expect(pacing.untilNextEdit('PATCH')).toBe(1800)
})

test('each 429 stretches the pace, to 6 s at the most', () => {
  const clock = createFakeClock()
  const pacing = createPacing(clock)
  pacing.wrote('PATCH', 0, { waitMs: 0, refused: true })
  expect(pacing.untilNextEdit('PATCH')).toBe(1800)
  for (let times = 0; times < 10; times += 1) pacing.wrote('PATCH', 0, { waitMs: 0, refused: true })
  expect(pacing.untilNextEdit('PATCH')).toBe(6000)
})
