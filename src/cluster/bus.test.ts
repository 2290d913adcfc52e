import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createFastClock } from '../../test/fast-clock.ts'
import { createWatch } from '../../test/watch.ts'
import type { Queryable } from '../database/contract.ts'
import { DatabaseError } from '../database/errors.ts'
import { createLog } from '../telemetry/log.ts'
import { startBus } from './bus.ts'
import { beat, clusterRetentions, liveInstances, nameInstances, post } from './notices.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('with gone as (delete from notices) delete from instances'))

const clock = createFastClock(20)
const log = createLog('silent')
const { signal } = new AbortController()
const { until } = createWatch()

const start = async (name: string, database: Queryable = db) => {
  const instance = { id: randomUUID(), name }
  const bus = startBus({ database, instance, clock, log })
  await until('it is alive', async () => (await liveInstances(db)).some(({ id }) => id === instance.id))
  return { ...bus, instance }
}

test('everybody who is alive is asked, and each reply stands beside its name', async () => {
  await using one = await start('one')
  await using two = await start('two')
  const heard: unknown[] = []
  for (const bus of [one, two])
    bus.reply('greet', async (payload) => {
      heard.push(payload)
      return { from: bus.instance.name }
    })
  expect(await one.ask('greet', { word: 'hello' }, signal)).toEqual([
    { instance: one.instance, reply: { from: 'one' } },
    { instance: two.instance, reply: { from: 'two' } },
  ])
  expect(heard).toEqual([{ word: 'hello' }, { word: 'hello' }])
})

test('who has nothing to say to a topic, or has stopped replying, is not waited for for ever', async () => {
  await using one = await start('one')
  await using two = await start('two')
  two.reply('greet', async () => 'hello')[Symbol.dispose]()
  one.reply('greet', async () => 'hello')
  expect(await one.ask('greet', null, signal)).toMatchObject([{ reply: 'hello' }, { reply: null }])
})

test('a notice that can be seen only after a later one is heard, and each is heard once', async () => {
  await using bus = await start('one')
  const heard: unknown[] = []
  bus.reply('count', async (payload) => void heard.push(payload))
  const slow = db.transaction(async (tx) => {
    await post(tx, { sender: randomUUID(), topic: 'count', payload: 1, repliesTo: null })
    await post(db, { sender: randomUUID(), topic: 'count', payload: 2, repliesTo: null })
    await until('the later one is heard', () => heard.length === 1)
  })
  await slow
  await until('both are heard', () => heard.length === 2)
  await clock.sleep(5000)
  expect(heard).toEqual([2, 1])
})

test('what was told while the database was out of reach is heard when it is back', async () => {
  let isAway = false
  const database: Queryable = {
    query: (text, values) =>
      isAway ? Promise.reject(new DatabaseError('unavailable', 'away')) : db.query(text, values),
  }
  await using bus = await start('one', database)
  const heard: unknown[] = []
  bus.reply('tell', async (payload) => void heard.push(payload))
  isAway = true
  await post(db, { sender: randomUUID(), topic: 'tell', payload: 'late', repliesTo: null })
  await db.query(`update notices set at = now() - interval '10 minutes'`)
  await clock.sleep(3000)
  isAway = false
  await until('it is heard', () => heard.length === 1)
})

test('who isn’t heard of for 15 seconds isn’t alive, and who stops isn’t at once', async () => {
  const one = await start('one')
  await beat(db, { id: randomUUID(), name: 'lost' }, '0')
  await db.query(`update instances set seen_at = now() - interval '16 seconds' where name = 'lost'`)
  expect((await one.instances()).map(({ name }) => name)).toEqual(['one'])
  await one[Symbol.asyncDispose]()
  expect(await liveInstances(db)).toEqual([])
})

test('what is an hour old goes', async () => {
  await beat(db, { id: randomUUID(), name: 'lost' }, '0')
  await post(db, { sender: randomUUID(), topic: 'tell', payload: 1, repliesTo: null })
  for (const retention of clusterRetentions) expect(await retention.deleteExpired(db, 10)).toBe(0)
  await db.query(`update notices set at = now() - interval '61 minutes'`)
  await db.query(`update instances set seen_at = now() - interval '61 minutes'`)
  for (const retention of clusterRetentions) expect(await retention.deleteExpired(db, 10)).toBe(1)
})

test('those of one name are told apart by their ids', () => {
  const instances = [
    { id: 'abcdef', name: 'laptop' },
    { id: '123456', name: 'laptop' },
    { id: '777777', name: 'parley-0' },
  ]
  expect(nameInstances(instances)).toEqual(['laptop (abcd)', 'laptop (1234)', 'parley-0'])
})
