import { expect, test } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { createSeenMessages } from './ask-about-seen.ts'

const message = (id: number) => ({ id: String(id), content: `number ${id}` })

test('a message is found for a quarter of an hour after it was seen last', async () => {
  const clock = createFakeClock()
  const seen = createSeenMessages<ReturnType<typeof message>>(clock)
  seen.keep(message(1))
  await clock.advance(10 * 60_000)
  seen.keep(message(2))
  await clock.advance(5 * 60_000)
  expect(seen.find('1')).toBeNull()
  expect(seen.find('2')).toEqual(message(2))
  seen.keep(message(2))
  await clock.advance(14 * 60_000)
  expect(seen.find('2')).toEqual(message(2))
})

test('of many, those that were seen last are found', () => {
  const seen = createSeenMessages<ReturnType<typeof message>>(createFakeClock())
  for (let id = 1; id <= 250; id += 1) seen.keep(message(id))
  expect(seen.find('50')).toBeNull()
  expect(seen.find('51')).toEqual(message(51))
  expect(seen.find('250')).toEqual(message(250))
})
