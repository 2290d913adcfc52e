import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { readUsageTotals, recordUsage, sumUsage, usageRetention, type UsageRecord } from './usage.ts'

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
  answeredBy: 'llama-2026-11-01',
  usage: { inputTokens: 12, outputTokens: 34, estimated: false },
  cost: 0.0000125,
  failure: null,
  author: '200000000000000001',
  guild: null,
  ...more,
})

test('requests are recorded once each, the failed ones with their reason', async () => {
  const failed = record({
    provider: 'gemini',
    cost: null,
    answeredBy: null,
    failure: 'slow',
    guild: '100000000000000001',
  })
  await recordUsage(db, [failed, record({ request: 2 })])
  await recordUsage(db, [record({ request: 2, provider: 'another' }), record({ attempt: 2 })])
  await recordUsage(db, [])
  const { rows } = await db.query(
    `select attempt, request, provider, answered_by, input_tokens, output_tokens, cost, failure, guild
     from usage order by 1, 2`,
  )
  const tokens = { input_tokens: 12, output_tokens: 34 }
  const answered = { answered_by: 'llama-2026-11-01', cost: '0.0000125', failure: null }
  const whole = { provider: 'groq', ...answered, ...tokens, guild: null }
  expect(rows).toEqual([
    {
      attempt: 1,
      request: 1,
      provider: 'gemini',
      answered_by: null,
      ...tokens,
      cost: null,
      failure: 'slow',
      guild: '100000000000000001',
    },
    { attempt: 1, request: 2, ...whole },
    { attempt: 2, request: 1, ...whole },
  ])
})

test('usage of the last day is summed up by provider', async () => {
  const estimate = { inputTokens: 5, outputTokens: 6, estimated: true }
  await recordUsage(db, [
    record({ cost: 0.1 }),
    record({ request: 2, cost: 0.2 }),
    record({ request: 3, failure: 'cancelled', usage: estimate, cost: null }),
    record({ request: 4, provider: 'openai', failure: 'slow' }),
    record({ attempt: 2 }),
  ])
  await db.query(`update usage set at = now() - interval '25 hours' where attempt = 2`)
  const one = { requests: 1, inputTokens: 12, outputTokens: 34, estimated: 0, unpriced: 0 }
  expect(Object.fromEntries(await sumUsage(db))).toEqual({
    groq: {
      answers: 2,
      requests: 3,
      inputTokens: 29,
      outputTokens: 74,
      estimated: 1,
      cost: 0.3,
      unpriced: 1,
    },
    openai: { answers: 0, ...one, cost: 0.0000125 },
  })
})

test('usage is summed up for as long as it is kept, of everybody or of one person', async () => {
  const grace = '200000000000000002'
  await recordUsage(db, [
    record({ cost: 0.1 }),
    record({ request: 2, failure: 'slow', provider: 'openai' }),
    record({ attempt: 2 }),
    record({ turn: '1400000000000000002', author: grace }),
    record({ turn: '1400000000000000003', author: grace }),
  ])
  await db.query(`update usage set at = now() - interval '89 days' where attempt = 2`)
  await db.query(`update usage set at = now() - interval '91 days' where turn = 1400000000000000003`)
  const all = await readUsageTotals(db, null)
  expect(all).toMatchObject({ people: 2, questions: 2 })
  expect(all.byProvider.get('groq')).toMatchObject({ answers: 3, requests: 3, inputTokens: 36 })
  expect(all.byProvider.get('openai')).toMatchObject({ answers: 0, requests: 1 })
  const hers = await readUsageTotals(db, grace)
  expect(hers).toMatchObject({ people: 1, questions: 1 })
  expect([...hers.byProvider.keys()]).toEqual(['groq'])
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
