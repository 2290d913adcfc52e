import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { countAnswers, recordUsage, usageRetention, type UsageRecord } from './usage.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('delete from usage'))

const record = (more: Partial<UsageRecord> = {}): UsageRecord => ({
  turn: '1400000000000000001',
  attempt: 1,
  request: 1,
  provider: 'groq',
  model: 'llama',
  usage: { inputTokens: 12, outputTokens: 34, estimated: false },
  failure: null,
  author: '200000000000000001',
  guild: null,
  ...more,
})

test('requests are recorded once each, the failed ones with their reason', async () => {
  const failed = record({ provider: 'gemini', usage: null, failure: 'slow', guild: '100000000000000001' })
  await recordUsage(db, [failed, record({ request: 2 })])
  await recordUsage(db, [record({ request: 2, provider: 'another' }), record({ attempt: 2 })])
  await recordUsage(db, [])
  const { rows } = await db.query(
    `select attempt, request, provider, input_tokens, output_tokens, failure, guild from usage order by 1, 2`,
  )
  const whole = { provider: 'groq', input_tokens: 12, output_tokens: 34, failure: null, guild: null }
  expect(rows).toEqual([
    {
      attempt: 1,
      request: 1,
      provider: 'gemini',
      input_tokens: null,
      output_tokens: null,
      failure: 'slow',
      guild: '100000000000000001',
    },
    { attempt: 1, request: 2, ...whole },
    { attempt: 2, request: 1, ...whole },
  ])
})

test('answers of the last day are counted by provider', async () => {
  const records = [record(), record({ request: 2 }), record({ request: 3, provider: 'openai' })]
  await recordUsage(db, [...records, record({ request: 4, failure: 'slow' }), record({ attempt: 2 })])
  await db.query(`update usage set at = now() - interval '25 hours' where attempt = 2`)
  expect(await countAnswers(db)).toEqual({ groq: 2, openai: 1 })
})

test('usage of more than 90 days goes, no more at once than asked', async () => {
  await recordUsage(
    db,
    [1, 2, 3].map((request) => record({ request })),
  )
  await db.query(`update usage set at = now() - interval '91 days' where request < 3`)
  expect(await usageRetention.deleteExpired(db, 1)).toBe(1)
  expect(await usageRetention.deleteExpired(db, 10)).toBe(1)
  expect(await usageRetention.deleteExpired(db, 10)).toBe(0)
})
