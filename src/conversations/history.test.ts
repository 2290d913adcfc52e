import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createFakeClock } from '../../test/fake-clock.ts'
import { settingsSchema } from '../config/settings.ts'
import { createLive, selectLive } from '../lib/live.ts'
import { snowflakeAt } from '../lib/snowflake.ts'
import type { History, HistoryEntry } from './contract.ts'
import { createCipher } from '../database/cipher.ts'
import { createLog } from '../telemetry/log.ts'
import { createHistory } from './create-history.ts'
import { createStoredHistory, messagesRetention, storedHistory } from './history.ts'
import { createMemoryHistory } from './memory-history.ts'

const now = Date.UTC(2026, 0, 1)
const minute = 60_000
const hour = 60 * minute
const everything = { messages: 100, since: 0 }
const general = (given: object = {}) => createLive(settingsSchema.parse({ general: given }).general)

const ada = { id: '200000000000000001', name: 'Ada' }
const question = (at: number, text: string): HistoryEntry => ({
  role: 'user',
  turn: snowflakeAt(at),
  author: ada,
  text,
})
const answer = (at: number, text: string): HistoryEntry => ({
  role: 'assistant',
  turn: snowflakeAt(at),
  author: null,
  text,
})

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('delete from messages'))

const texts = async (history: History, conversation: string, window = everything) =>
  (await history.recall(db, conversation, window)).map((entry) => entry.text)

const keyOf = (fill: number) => ({ name: 'PARLEY_ENCRYPTION_KEY', bytes: Buffer.alloc(32, fill) })
const encryptedWith = (fill: number, lines: string[] = []) =>
  createStoredHistory(
    createCipher(
      { current: keyOf(fill), older: [] },
      createLog('info', (line) => lines.push(line)),
    ),
  )

const kinds = {
  'in Postgres': () => storedHistory,
  'in Postgres, encrypted': () => encryptedWith(1),
  'in memory': () => createMemoryHistory(general(), createFakeClock(now)),
}

describe.each(Object.entries(kinds))('a history %s', (_, create) => {
  test('gives the newest back, oldest first, each question before its answer', async () => {
    const history = create()
    await history.remember(db, 'a', [
      question(now - 2 * minute, 'Third?'),
      answer(now - 2 * minute, 'Fourth.'),
    ])
    await history.remember(db, 'a', [
      question(now - 3 * minute, 'First?'),
      answer(now - 3 * minute, 'Second.'),
    ])
    await history.remember(db, 'b', [question(now - minute, 'Elsewhere?')])
    expect(await history.recall(db, 'a', { messages: 3, since: 0 })).toEqual([
      answer(now - 3 * minute, 'Second.'),
      question(now - 2 * minute, 'Third?'),
      answer(now - 2 * minute, 'Fourth.'),
    ])
    expect(await texts(history, 'a', { messages: 0, since: 0 })).toEqual([])
    expect(await texts(history, 'nobody')).toEqual([])
  })

  test('gives nothing back that is older than asked for', async () => {
    const history = create()
    await history.remember(db, 'a', [question(now - 2 * hour, 'Old?'), question(now - hour, 'Young?')])
    expect(await texts(history, 'a', { messages: 10, since: now - hour })).toEqual(['Young?'])
    expect(await texts(history, 'a', { messages: 10, since: now - hour + 1 })).toEqual([])
  })

  test('remembers an entry once', async () => {
    const history = create()
    await history.remember(db, 'a', [question(now, 'Once?')])
    await history.remember(db, 'a', [question(now, 'Twice?'), answer(now, 'Once.')])
    expect(await texts(history, 'a')).toEqual(['Once?', 'Once.'])
  })

  test('takes an edited question as edited, and never touches the answer', async () => {
    const history = create()
    await history.remember(db, 'a', [question(now, 'Before?'), answer(now, 'Still.')])
    await history.amend(db, snowflakeAt(now), 'After?')
    await history.amend(db, snowflakeAt(now - hour), 'Nothing of ours.')
    expect(await texts(history, 'a')).toEqual(['After?', 'Still.'])
  })

  test('forgets what a person asked and was answered, in one conversation or in all', async () => {
    const history = create()
    const bob = { ...question(now + 1, 'Bob?'), author: { id: '200000000000000002', name: 'Bob' } }
    await history.remember(db, 'a', [question(now, 'Ada?'), answer(now, 'To Ada.'), bob])
    await history.remember(db, 'b', [{ ...answer(now + 2, 'Again to Ada.'), addressee: ada.id }])
    expect(await history.forgetPerson(db, ada.id, 'a')).toBe(2)
    expect(await texts(history, 'a')).toEqual(['Bob?'])
    expect(await history.forgetPerson(db, ada.id, null)).toBe(1)
    expect(await texts(history, 'b')).toEqual([])
  })

  test('forgets questions and answers apart, many at once', async () => {
    const history = create()
    const times = [now - 3, now - 2, now - 1]
    for (const at of times) await history.remember(db, 'a', [question(at, `${at}?`), answer(at, `${at}.`)])
    await history.forgetQuestions(db, [snowflakeAt(now - 3), snowflakeAt(now - 2), '1'])
    await history.forgetAnswers(db, [snowflakeAt(now - 2), snowflakeAt(now - 1)])
    expect(await texts(history, 'a')).toEqual([`${now - 3}.`, `${now - 1}?`])
  })
})

test('Postgres is spared the character that it cannot store', async () => {
  const named = { ...question(now, 'a\0b'), author: { ...ada, name: 'A\0da' } }
  await storedHistory.remember(db, 'a', [named])
  await storedHistory.remember(db, 'a', [answer(now, 'c\0d')])
  const [first, second] = await storedHistory.recall(db, 'a', everything)
  expect(first).toMatchObject({ text: 'ab', author: ada })
  expect(second).toMatchObject({ text: 'cd' })
  await storedHistory.amend(db, snowflakeAt(now), 'e\0f')
  expect(await texts(storedHistory, 'a')).toEqual(['ef', 'cd'])
})

test('with a key nothing that people write stands in Postgres as it is, and what stood there before is read', async () => {
  await storedHistory.remember(db, 'a', [question(now, 'Plain?')])
  const encrypted = encryptedWith(1)
  await encrypted.remember(db, 'a', [question(now + 1, 'Hidden?')])
  await encrypted.amend(db, snowflakeAt(now + 1), 'Hidden, edited?')
  const { rows } = await db.query<{ text: string }>('select text from messages order by turn')
  expect(rows.map(({ text }) => text)).toEqual(['Plain?', expect.stringMatching(/^sealed\/1\/[^ ]+$/)])
  expect(await texts(encrypted, 'a')).toEqual(['Plain?', 'Hidden, edited?'])
})

test('what does not open is left out, told once and kept', async () => {
  await storedHistory.remember(db, 'a', [question(now, 'Plain?')])
  await encryptedWith(1).remember(db, 'a', [question(now + 1, 'Hidden?'), answer(now + 1, 'Hidden.')])
  const lines: string[] = []
  const without = encryptedWith(2, lines)
  expect(await texts(without, 'a')).toEqual(['Plain?'])
  expect(await texts(without, 'a')).toEqual(['Plain?'])
  expect(lines).toHaveLength(1)
  expect(await texts(encryptedWith(1), 'a')).toEqual(['Plain?', 'Hidden?', 'Hidden.'])
})

test('stored messages go when they have timed out, and all of them once nothing is to be kept', async () => {
  const live = general({ conversation_timeout_hours: 2 })
  const retention = messagesRetention(live)
  const ages = [5, 4, 3, 1]
  for (const age of ages)
    await storedHistory.remember(db, 'a', [question(Date.now() - age * hour, `${age} hours`)])
  expect(await retention.deleteExpired(db, 2)).toBe(2)
  expect(await texts(storedHistory, 'a')).toEqual(['3 hours', '1 hours'])
  expect(await retention.deleteExpired(db, 2)).toBe(1)
  expect(await retention.deleteExpired(db, 2)).toBe(0)
  live.replace(general({ persist_conversations: false }).current)
  expect(await retention.deleteExpired(db, 2)).toBe(1)
})

test('memory holds no more than max_history messages of a conversation, and follows the setting', async () => {
  const live = general({ max_history: 4 })
  const history = createMemoryHistory(live, createFakeClock(now))
  const say = (at: number) =>
    history.remember(db, 'a', [question(at, `${at - now}?`), answer(at, `${at - now}.`)])
  for (const at of [1, 2, 3]) await say(now + at)
  expect(await texts(history, 'a')).toEqual(['2?', '2.', '3?', '3.'])
  live.replace(general({ max_history: 2 }).current)
  await say(now + 4)
  expect(await texts(history, 'a')).toEqual(['4?', '4.'])
})

test('memory lets go of the conversation that was silent the longest', async () => {
  const history = createMemoryHistory(general(), createFakeClock(now), { conversations: 2 })
  await history.remember(db, 'a', [question(now, 'a1')])
  await history.remember(db, 'b', [question(now, 'b1')])
  await history.remember(db, 'a', [question(now + 1, 'a2')])
  await history.remember(db, 'c', [question(now, 'c1')])
  expect(await texts(history, 'b')).toEqual([])
  expect(await texts(history, 'a')).toEqual(['a1', 'a2'])
  expect(await texts(history, 'c')).toEqual(['c1'])
})

test('memory lets go of what has timed out', async () => {
  const clock = createFakeClock(now)
  const history = createMemoryHistory(general({ conversation_timeout_hours: 1 }), clock)
  await history.remember(db, 'a', [question(now, 'Soon old?')])
  await clock.advance(hour)
  expect(await texts(history, 'a')).toEqual(['Soon old?'])
  await clock.advance(1)
  expect(await texts(history, 'a')).toEqual([])
})

test('which history speaks is a matter of the settings at that moment; both forget and amend', async () => {
  const live = general()
  const memory = createMemoryHistory(live, createFakeClock(now))
  const persist = selectLive(live, (section) => section.persist_conversations)
  const history = createHistory(persist, { stored: storedHistory, memory })
  await history.remember(db, 'a', [question(now, 'Stored?'), question(now + 1, 'Gone?')])
  live.replace(general({ persist_conversations: false }).current)
  expect(await texts(history, 'a')).toEqual([])
  await history.remember(db, 'a', [question(now + 2, 'In memory?')])
  expect(await texts(history, 'a')).toEqual(['In memory?'])
  expect(await texts(storedHistory, 'a')).toEqual(['Stored?', 'Gone?'])
  await history.amend(db, snowflakeAt(now), 'Edited?')
  await history.forgetQuestions(db, [snowflakeAt(now + 1), snowflakeAt(now + 2)])
  expect(await texts(storedHistory, 'a')).toEqual(['Edited?'])
  expect(await texts(memory, 'a')).toEqual([])
})
