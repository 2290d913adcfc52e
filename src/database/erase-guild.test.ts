import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { departuresRetention } from './erase-guild.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
  for (const statement of [
    'create table gone (guild bigint primary key)',
    `comment on column gone.guild is 'guild: which was left'`,
    'create table seen (id int, guilds bigint[])',
    `comment on column seen.guilds is 'guild: where; on erasure: clear'`,
  ])
    await db.query(statement)
})
afterAll(() => own[Symbol.asyncDispose]())

const left = departuresRetention({
  table: 'gone',
  departed: async (db, limit) => {
    const { rows } = await db.query<{ guild: string }>('select guild from gone limit $1', [limit])
    return rows.map(({ guild }) => guild)
  },
})

const count = async (table: string) =>
  (await db.query<{ rows: number }>(`select count(*)::int as rows from ${table}`)).rows[0]?.rows

test('the data of a server that was left goes from every table, a batch at a time, and that it was left goes last', async () => {
  await db.query(
    `insert into messages (conversation, turn, role, text, at, guild)
     select 'a', n, 'user', '', now(), 1 + n % 2 from generate_series(1, 10) n`,
  )
  await db.query('insert into gone values (1)')
  await db.query('insert into seen values (1, array[1, 2])')
  expect(await left.deleteExpired(db, 3)).toBe(3)
  expect([await count('messages'), await count('gone')]).toEqual([7, 1])
  expect(await left.deleteExpired(db, 3)).toBe(1)
  expect([await count('messages'), await count('gone')]).toEqual([5, 0])
  expect(await left.deleteExpired(db, 3)).toBe(0)
  expect((await db.query('select guilds::text[] from seen')).rows).toEqual([{ guilds: ['2'] }])
})
