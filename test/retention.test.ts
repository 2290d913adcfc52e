import { expect, test } from 'vitest'
import { generalSection } from '../src/config/sections/general.ts'
import { createLive } from '../src/lib/live.ts'
import { retentionsOf } from '../src/retentions.ts'
import { createTestDatabase } from './database.ts'

test('every table with a retention has a module that cleans it', async () => {
  await using own = await createTestDatabase()
  const { rows } = await own.database.query<{ table: string }>(
    `select relname as table from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace
       and obj_description(oid, 'pg_class') not like '%retention: forever%'`,
  )
  const cleaned = new Set(retentionsOf(createLive(generalSection.parse({}))).map(({ table }) => table))
  expect(rows.map(({ table }) => table).filter((table) => !cleaned.has(table))).toEqual([])
})
