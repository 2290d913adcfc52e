import { expect, test } from 'vitest'
import { clusterRetentions } from '../src/cluster/notices.ts'
import { generalSection } from '../src/config/sections/general.ts'
import { messagesRetention } from '../src/conversations/history.ts'
import { erasuresRetention } from '../src/database/erase.ts'
import { createLive } from '../src/lib/live.ts'
import { usageRetention } from '../src/limits/usage.ts'
import { reportsRetention } from '../src/moderation/reports.ts'
import { preferencesRetentions } from '../src/preferences/retentions.ts'
import { rulesRetentions } from '../src/preferences/rules.ts'
import { turnsRetention } from '../src/turns/ledger.ts'
import { createTestDatabase } from './database.ts'

test('every table with a retention has a module that cleans it', async () => {
  await using own = await createTestDatabase()
  const { rows } = await own.database.query<{ table: string }>(
    `select relname as table from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace
       and obj_description(oid, 'pg_class') not like '%retention: forever'`,
  )
  const cleaned = [
    turnsRetention,
    messagesRetention(createLive(generalSection.parse({}))),
    usageRetention,
    reportsRetention,
    ...clusterRetentions,
    ...preferencesRetentions.filter((one) => !rulesRetentions.includes(one)),
    erasuresRetention,
  ]
  expect(cleaned.map(({ table }) => table).sort()).toEqual(rows.map(({ table }) => table).sort())
})
