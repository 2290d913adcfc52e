import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createStage } from '../../test/stage.ts'
import { createStats } from './stats.ts'

let own: TestDatabase
beforeAll(async () => {
  own = await createTestDatabase()
})
afterAll(() => own[Symbol.asyncDispose]())

test('the last day is summed up, by one reader at a time and at most every five seconds', async () => {
  const db = own.database
  const stage = createStage(db)
  await stage.answerer.answer(await stage.ask(), stage.reply(), new AbortController().signal)
  await stage.ask({ conversation: 'another' })
  const flushes = vi.spyOn(db, 'together')
  const stats = createStats(db, stage.clock)
  const usage = {
    groq: { requests: 1, inputTokens: 10, outputTokens: 5, estimated: 0, cost: 0, unpriced: 1 },
  }
  const first = { hours: 24, users: 1, conversations: 2, messages: 2, answers: { groq: 1 }, usage }
  expect(await Promise.all([stats(), stats(), stats()])).toEqual([first, first, first])
  expect(flushes).toHaveBeenCalledTimes(1)

  await stage.ask()
  flushes.mockClear()
  await stage.clock.advance(4999)
  expect(await stats()).toEqual(first)
  expect(flushes).not.toHaveBeenCalled()
  await stage.clock.advance(1)
  expect(await stats()).toEqual({ ...first, messages: 3 })
})

test('a failure is not remembered', async () => {
  const db = own.database
  const stage = createStage(db)
  const stats = createStats(db, stage.clock)
  vi.spyOn(db, 'together').mockRejectedValueOnce(new Error('away'))
  await expect(stats()).rejects.toThrow('away')
  expect(await stats()).toMatchObject({ hours: 24 })
})
