import { expect, test } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'

test('several statements go together and come back in their order', async () => {
  await using test = await createTestDatabase()
  const [one, two] = await test.database.together((db) => [
    db.query<{ n: number }>('select $1::int as n', [1]),
    db.query<{ n: string }>('select 9007199254740993::int8 as n'),
  ])
  expect([one.rows, two.rows]).toEqual([[{ n: 1 }], [{ n: '9007199254740993' }]])
})
