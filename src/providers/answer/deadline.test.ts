import { expect, it } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { rateLimitingSection } from '../../config/sections/rate-limiting.ts'
import { createDeadline } from './deadline.ts'

const slow = { recent: { typicalFirstTokenMs: () => 9000 } }

it.each([
  { request_timeout: 30, answer_timeout: 2 },
  { request_timeout: 0.2, answer_timeout: 180 },
])('lets a route that is known to be slow be asked at the beginning: %o', async (settings) => {
  const clock = createFakeClock()
  const deadline = createDeadline(rateLimitingSection.parse(settings), clock)
  await clock.advance(1)
  expect(deadline.allows(slow, clock.monotonic())).toBe(true)
})

it('lets none be asked that can not come to something any more', async () => {
  const clock = createFakeClock()
  const deadline = createDeadline(rateLimitingSection.parse({ request_timeout: 30 }), clock)
  await clock.advance(22_000)
  expect(deadline.allows(slow, clock.monotonic())).toBe(true)
  await clock.advance(1000)
  expect(deadline.allows(slow, clock.monotonic())).toBe(false)
})
