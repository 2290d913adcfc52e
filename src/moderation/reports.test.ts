import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { countWaiting, fileReport, reportsRetention, resolveReport, waitingReports } from './reports.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('truncate reports'))

const report = (message: string, reporter = '200000000000000001') => ({
  message,
  channel: '300000000000000001',
  guild: null,
  turn: null,
  reporter,
  reason: 'It is\0 rude.',
})

test('a person reports a message once, and it waits', async () => {
  expect(await fileReport(db, report('1'))).toBe('new')
  expect(await fileReport(db, report('1'))).toBe('known')
  expect(await fileReport(db, report('1', '200000000000000002'))).toBe('new')
  expect(await fileReport(db, report('2'))).toBe('new')
  expect(await countWaiting(db)).toBe(3)
  const [first, second] = await waitingReports(db, 2)
  expect(first).toMatchObject({ ...report('1'), reason: 'It is rude.' })
  expect(second).toMatchObject({ reporter: '200000000000000002' })
})

test('of two who deal with a report the first one does', async () => {
  await fileReport(db, report('1'))
  const id = (await waitingReports(db, 1))[0]!.id
  expect(await resolveReport(db, id, 'dismissed', '9')).toBe(true)
  expect(await resolveReport(db, id, 'resolved', '8')).toBe(false)
  expect(await waitingReports(db, 1)).toEqual([])
  expect(await fileReport(db, report('1'))).toBe('known')
})

test('reports go after 180 days', async () => {
  for (const message of ['1', '2', '3']) await fileReport(db, report(message))
  await db.query(`update reports set at = now() - interval '181 days' where message <> 3`)
  expect(await reportsRetention.deleteExpired(db, 1)).toBe(1)
  expect(await reportsRetention.deleteExpired(db, 5)).toBe(1)
  expect(await countWaiting(db)).toBe(1)
})
