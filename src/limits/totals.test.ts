import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { countAnswer, countPeople, readTotals } from './totals.ts'
import { recordUsage } from './usage.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('truncate totals, usage'))

const answer = { provider: 'groq', firstWordsMs: 400, begins: false }

test('before the first answer there is nothing to tell', async () => {
  expect(await readTotals(db)).toEqual({
    since: null,
    answers: 0,
    conversations: 0,
    providers: [],
    medianFirstWordsMs: null,
  })
  expect(await countPeople(db)).toBe(0)
})

test('answers are counted by provider, and those that began a conversation', async () => {
  await countAnswer(db, { ...answer, begins: true })
  await countAnswer(db, answer)
  await countAnswer(db, { ...answer, provider: 'gemini', firstWordsMs: 900, begins: true })
  await countAnswer(db, { ...answer, provider: null })
  const totals = await readTotals(db)
  expect(totals).toMatchObject({ answers: 4, conversations: 2 })
  expect(totals.providers).toEqual([
    { provider: 'groq', answers: 2 },
    { provider: 'gemini', answers: 1 },
  ])
})

test('none is lost when many are counted at once, and no deadlock comes of it', async () => {
  const many = Array.from({ length: 60 }, (_, index) => ({
    ...answer,
    firstWordsMs: 300 + (index % 3) * 100,
  }))
  await Promise.all(many.map((one) => db.transaction((within) => countAnswer(within, one))))
  expect(await readTotals(db)).toMatchObject({ answers: 60, providers: [{ provider: 'groq', answers: 60 }] })
})

const medianOf = async (waits: readonly number[]) => {
  for (const firstWordsMs of waits) await countAnswer(db, { ...answer, firstWordsMs })
  return (await readTotals(db)).medianFirstWordsMs!
}

describe('the median of the first words', () => {
  test.each([
    { waits: [700], median: 700 },
    { waits: [200, 300, 9000], median: 300 },
    { waits: [100, 100, 2000, 2000, 2000], median: 2000 },
    { waits: [0], median: 1 },
  ])('of $waits is $median, to an eighth', async ({ waits, median }) => {
    const told = await medianOf(waits)
    expect(Math.abs(told - median) / median).toBeLessThan(1 / 8)
  })

  test('has an end, however long somebody waited', async () => {
    expect(await medianOf([1e12])).toBeLessThan(1e9)
  })
})

test('totals stay when a day is over, and say since when they count', async () => {
  await countAnswer(db, answer)
  await db.query(`update totals set day = '2024-02-29'`)
  await countAnswer(db, answer)
  expect(await readTotals(db)).toMatchObject({ since: Date.UTC(2024, 1, 29), answers: 2 })
})

test('people are counted once each, by what they used', async () => {
  const authors = ['200000000000000001', '200000000000000002', '200000000000000001']
  await recordUsage(
    db,
    authors.map((author, index) => ({
      turn: String(index + 1),
      attempt: 1,
      request: 1,
      provider: 'groq',
      model: 'llama',
      answeredBy: null,
      usage: { inputTokens: 1, outputTokens: 1, estimated: false },
      cost: null,
      failure: null,
      author,
      guild: null,
    })),
  )
  expect(await countPeople(db)).toBe(2)
})
