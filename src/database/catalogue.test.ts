import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { readCatalogue } from './catalogue.ts'
import { flawsOf } from './catalogue-flaws.ts'

let own: TestDatabase
beforeAll(async () => {
  own = await createTestDatabase()
})
afterAll(() => own[Symbol.asyncDispose]())

const flaws = async () => (await readCatalogue(own.database)).flatMap(flawsOf)

test('every table says whose it is, how long and why its rows are kept, and which columns tell who somebody is', async () => {
  expect(await flaws()).toEqual([])
})

test('the catalogue tells what stands in the comments', async () => {
  const tables = await readCatalogue(own.database)
  const turns = tables.find(({ table }) => table === 'turns')
  expect(turns).toMatchObject({ module: 'turns', retention: '48 hours' })
  expect(turns?.columns.find(({ name }) => name === 'author')).toEqual({
    name: 'author',
    type: 'bigint',
    says: 'who asked',
    holds: 'user',
    onErasure: { is: 'clear' },
    onExport: 'everything',
    clearedWith: null,
    empty: 'null',
    mistaken: [],
  })
  expect(turns?.columns.find(({ name }) => name === 'parts')).toMatchObject({
    clearedWith: 'author',
    empty: 'default',
  })
})

const table = `comment on table odd is 'module: test; retention: 1 hour; why: so that there is one'`
test.each([
  [
    'create table odd (id int)',
    ['odd has no "module: …" in its comment', 'odd has no "retention: …" in its comment'],
  ],
  [
    `create table odd (id int); comment on table odd is 'module: test; retention: a while'`,
    ['odd is kept for "a while", which is neither a time nor a setting'],
  ],
  [`create table odd (asker bigint); ${table}`, ['odd.asker has no comment that begins "user: "']],
  [`create table odd (people bigint[]); ${table}`, ['odd.people has no comment that begins "user: "']],
  [`create table odd (closed_by bigint); ${table}`, ['odd.closed_by has no comment that begins "user: "']],
  [`create table odd (guild bigint); ${table}`, ['odd.guild has no comment that begins "guild: "']],
  [
    `create table odd (who bigint); comment on table odd is 'module: test; retention: 1 hour'; comment on column odd.who is 'user: who'`,
    ['odd has no "why: …" in its comment'],
  ],
  [
    `create table odd (name text); ${table}; comment on column odd.name is 'user: the name'`,
    ['odd.name is about a person whom no bigint column of the table names'],
  ],
  [
    `create table odd (who bigint not null); ${table}; comment on column odd.who is 'user: who; on erasure: clear'`,
    ['odd.who can be cleared neither to null nor to a default'],
  ],
  [
    `create table odd (who bigint); ${table}; comment on column odd.who is 'user: who; on erasure: forget'`,
    ['odd.who has a rule that nobody knows: "on erasure: forget"'],
  ],
  [
    `create table odd (who bigint); ${table}; comment on column odd.who is 'user: who; on erasure: hash into other'`,
    ['odd.who is to be hashed into "other", which is no text column'],
  ],
  [
    `create table odd (who bigint, said text); ${table}; comment on column odd.who is 'user: who'; comment on column odd.said is 'on erasure of who: clear'`,
    ['odd.said goes with "who", which is not to be cleared'],
  ],
  [
    `create table odd (who bigint); ${table}; comment on column odd.who is 'user: who; on export: said'`,
    ['odd.who is to be exported with "said", which is not there'],
  ],
])('a table is refused that hides something: %s', async (statement, expected) => {
  await own.database.query('drop table if exists odd')
  for (const part of statement.split('; c')) await own.database.query(part.replace(/^omment /, 'comment '))
  expect(await flaws()).toEqual(expected)
  await own.database.query('drop table odd')
})
