import { expect, test, vi } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import { createFakeClock } from '../../test/fake-clock.ts'
import { createLog } from '../telemetry/log.ts'
import { startCleaner, type CleanerOptions } from './cleaner.ts'
import type { Queryable, Retention } from './contract.ts'

const usage: Retention = {
  table: 'usage',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from usage where ctid in (select ctid from usage where at < now() - interval '90 days' limit $1 for update skip locked)`,
      [limit],
    )
    return rowCount
  },
}

const nothing: Queryable = { query: async () => ({ rows: [], rowCount: 0 }) }

const start = (options: Partial<CleanerOptions> & Pick<CleanerOptions, 'retentions'>) => {
  const clock = createFakeClock()
  const lines: string[] = []
  const log = createLog('info', (line) => lines.push(line))
  const cleaner = startCleaner({ database: nothing, clock, log, random: () => 1, ...options })
  return { clock, lines, [Symbol.asyncDispose]: () => cleaner[Symbol.asyncDispose]() }
}

test('what is expired is deleted in batches, and the rest stays', async () => {
  await using test = await createTestDatabase()
  await test.database.query(
    `insert into usage (turn, attempt, request, provider, model, author, at)
     select n, 1, 1, 'p', 'm', 1, now() - case when n <= 25 then interval '91 days' else interval '89 days' end
     from generate_series(1, 30) n`,
  )
  const batches: number[] = []
  const counted: Retention = {
    table: 'usage',
    async deleteExpired(db, limit) {
      const deleted = await usage.deleteExpired(db, limit)
      batches.push(deleted)
      return deleted
    },
  }
  await using cleaner = start({ database: test.database, retentions: [counted], batch: 10 })
  await cleaner.clock.advance(60_000)
  await vi.waitFor(() => expect(batches).toEqual([10, 10, 5]))
  expect((await test.database.query('select count(*)::int as n from usage')).rows).toEqual([{ n: 5 }])
  await vi.waitFor(() => expect(cleaner.lines.join()).toContain('"rows":25'))
})

test('it cleans within a minute, and then about every hour', async () => {
  let times = 0
  const counting: Retention = { table: 'x', deleteExpired: async () => ((times += 1), 0) }
  await using cleaner = start({ retentions: [counting] })
  await cleaner.clock.advance(59_999)
  expect(times).toBe(0)
  await cleaner.clock.advance(1)
  expect(times).toBe(1)
  await cleaner.clock.advance(3 * 3_600_000)
  expect(times).toBe(4)
})

test('a table that fails is logged, holds up no other, and is tried again', async () => {
  let tries = 0
  let cleaned = 0
  const failing: Retention = {
    table: 'failing',
    async deleteExpired() {
      tries += 1
      throw new Error('broken')
    },
  }
  const other: Retention = { table: 'other', deleteExpired: async () => ((cleaned += 1), 0) }
  await using cleaner = start({ retentions: [failing, other] })
  await cleaner.clock.advance(60_000 + 3_600_000)
  expect([tries, cleaned]).toEqual([2, 2])
  expect(cleaner.lines[0]).toContain('failing')
})

test('one table does not take for ever', async () => {
  const clock = createFakeClock()
  let batches = 0
  const endless: Retention = {
    table: 'endless',
    async deleteExpired(_db, limit) {
      batches += 1
      await clock.sleep(1000)
      return limit
    },
  }
  await using cleaner = start({ clock, retentions: [endless] })
  await clock.advance(60_000)
  await clock.advance(120_000)
  expect(batches).toBe(60)
  expect(cleaner.lines.join()).toContain('"rows":60000')
})
