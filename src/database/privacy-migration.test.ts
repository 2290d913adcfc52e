import { cp, mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { createEmptyTestDatabase } from '../../test/database.ts'
import { createLog } from '../telemetry/log.ts'
import { migrate } from './migrate.ts'

test('what was remembered before is found by the person, its addressee and its server', async () => {
  await using own = await createEmptyTestDatabase()
  const db = own.database
  const directory = join(await mkdtemp(join(inject('postgres').folder, 'migrations-')), 'old')
  await mkdir(directory)
  for (const file of ['0001_conversation.sql', '0002_usage_cost.sql'])
    await cp(join(import.meta.dirname, 'migrations', file), join(directory, file))
  const options = {
    connection: db.connection,
    log: createLog('silent'),
    signal: new AbortController().signal,
  }
  await migrate({ ...options, directory })
  await db.query(
    `insert into messages (conversation, turn, role, author, text, at) values
       ('a', 1, 'user', 11, '', now()), ('a', 1, 'assistant', null, '', now()), ('a', 2, 'user', 12, '', now()),
       ('b', 3, 'assistant', null, '', now())`,
  )
  await db.query(
    `insert into turns (id, origin, conversation, channel, guild, author) values (1, '{}', 'a', 5, 77, 11)`,
  )
  await db.query(
    `insert into usage (turn, attempt, request, provider, model, author, guild) values (2, 1, 1, '', '', 12, 77)`,
  )
  await migrate(options)
  const { rows } = await db.query(
    'select turn, role, guild, addressee, about::text[] from messages order by turn, role desc',
  )
  expect(rows).toEqual([
    { turn: '1', role: 'user', guild: '77', addressee: null, about: [] },
    { turn: '1', role: 'assistant', guild: '77', addressee: '11', about: ['11', '12'] },
    { turn: '2', role: 'user', guild: '77', addressee: null, about: [] },
    { turn: '3', role: 'assistant', guild: null, addressee: null, about: [] },
  ])
})
