import { expect, test } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { backoff } from './backoff.ts'
import { createDeadline, systemClock } from './clock.ts'
import { isSnowflake, snowflakeAt, snowflakeTime } from './snowflake.ts'

test("the system's sleep ends with the reason of its signal", async () => {
  const stop = new AbortController()
  const sleep = systemClock.sleep(60_000, stop.signal)
  stop.abort(new Error('stopped'))
  await expect(sleep).rejects.toThrow('stopped')
})

test('a deadline aborts with its reason, and not after it was disposed', async () => {
  const clock = createFakeClock()
  const late = createDeadline(clock, 100, () => new Error('too late'))
  const left = createDeadline(clock, 100, () => new Error('never'))
  left[Symbol.dispose]()
  await clock.advance(100)
  expect(late.signal.reason).toEqual(new Error('too late'))
  expect(left.signal.aborted).toBe(false)
  expect(clock.waiting).toBe(0)
})

test('back-off doubles up to its cap and keeps at least half of it', () => {
  expect([1, 2, 3, 4, 5].map((attempt) => backoff(attempt, 100, 1000, () => 1))).toEqual([
    100, 200, 400, 800, 1000,
  ])
  expect(backoff(3, 100, 1000, () => 0)).toBe(200)
})

test('a snowflake says when it was made, to the millisecond', () => {
  expect(snowflakeTime('175928847299117063')).toBe(Date.parse('2016-04-30T11:18:25.796Z'))
  expect(snowflakeTime(snowflakeAt(1_800_000_000_123))).toBe(1_800_000_000_123)
  expect(isSnowflake('175928847299117063')).toBe(true)
  for (const other of ['', '12', 'general', 175928847299117063n, null]) expect(isSnowflake(other)).toBe(false)
})
