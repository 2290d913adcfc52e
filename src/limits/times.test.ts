import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf, endOfDay } from './times.ts'

test.each([
  ['UTC', '2026-01-01T12:00:00Z', '2026-01-01', '2026-01-02T00:00:00Z'],
  ['America/New_York', '2026-01-01T04:59:59Z', '2025-12-31', '2026-01-01T05:00:00Z'],
  ['Pacific/Kiritimati', '2026-01-01T10:00:00Z', '2026-01-02', '2026-01-02T10:00:00Z'],
  // The clocks go forward, then back.
  ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29', '2026-03-29T22:00:00Z'],
  ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-25', '2026-10-25T23:00:00Z'],
])('in %s it is %s on %s until %s', (zone, at, day, end) => {
  expect(dayOf(Date.parse(at), zone)).toBe(day)
  expect(endOfDay(day, zone)).toBe(Date.parse(end))
})

test('a day ends when the next begins, in every time zone', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  const time = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2034, 0, 1) })
  fc.assert(
    fc.property(zone, time, (timeZone, at) => {
      const day = dayOf(at, timeZone)
      const end = endOfDay(day, timeZone)
      expect(end).toBeGreaterThan(at)
      expect(dayOf(end - 1, timeZone)).toBe(day)
      expect(dayOf(end, timeZone) > day).toBe(true)
    }),
    { numRuns: 60 },
  )
})
