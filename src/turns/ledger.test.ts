import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createCipher } from '../database/cipher.ts'
import { createLog } from '../telemetry/log.ts'
import type { BegunTurn, NewTurn } from './contract.ts'
import {
  answeredTurn,
  beginTurn,
  composeTurn,
  countTurns,
  giveUpTurn,
  intendPart,
  readTurn,
  recordPart,
  recordTurn,
  refusedTurn,
  silentTurn,
  turnsOfParts,
  turnsRetention,
} from './ledger.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())

let next = 1_400_000_000_000_000_000n
const newTurn = (more: Partial<NewTurn> = {}): NewTurn => ({
  id: String(next++),
  origin: { kind: 'message' },
  conversation: 'user:1',
  channel: '300000000000000001',
  guild: null,
  author: '200000000000000001',
  ...more,
})

const begun = async (more: Partial<NewTurn> = {}): Promise<BegunTurn> => {
  const turn = newTurn(more)
  await recordTurn(db, turn)
  const it = await beginTurn(db, turn.id, 'one')
  expect(it).not.toBeNull()
  return it!
}
const stateOf = async (id: string) => (await readTurn(db, id))?.state

/** What a take-over will do: the same turn again, with another attempt. */
const takeOver = async (turn: BegunTurn): Promise<BegunTurn> => {
  await db.query(`update turns set attempt = attempt + 1 where id = $1`, [turn.id])
  return { ...turn, attempt: turn.attempt + 1 }
}

test('a turn is new once, and reads back as it was recorded', async () => {
  const turn = newTurn({ guild: '100000000000000001' })
  expect(await recordTurn(db, turn)).toBe('new')
  expect(await recordTurn(db, { ...turn, author: '200000000000000002' })).toBe('known')
  expect(await readTurn(db, turn.id)).toEqual({ ...turn, attempt: 0, parts: [], state: { is: 'received' } })
  expect(await readTurn(db, '1')).toBeNull()
})

test('of many that begin a turn at once, one does', async () => {
  const turn = newTurn()
  await recordTurn(db, turn)
  const tries = await Promise.all(['a', 'b', 'c', 'd'].map((instance) => beginTurn(db, turn.id, instance)))
  expect(tries.filter((it) => it !== null)).toEqual([{ id: turn.id, attempt: 1, parts: [] }])
  expect(await stateOf(turn.id)).toMatchObject({ is: 'answering' })
})

test('an unknown turn and one of yesterday are not begun', async () => {
  const old = newTurn()
  await recordTurn(db, old)
  await db.query(`update turns set recorded_at = now() - interval '25 hours' where id = $1`, [old.id])
  expect(await beginTurn(db, old.id, 'one')).toBeNull()
  expect(await beginTurn(db, '1', 'one')).toBeNull()
})

test('a turn goes from received to answered, and its text is gone in the end', async () => {
  const turn = await begun()
  expect(await answeredTurn(db, turn, 'stop')).toBe(false)
  expect(await composeTurn(db, turn, 'An\0 answer')).toBe(true)
  expect(await stateOf(turn.id)).toEqual({ is: 'composed', text: 'An answer' })
  expect(await answeredTurn(db, turn, 'length')).toBe(true)
  expect(await stateOf(turn.id)).toEqual({ is: 'answered', finish: 'length' })
  const { rows } = await db.query(`select text from turns where id = $1`, [turn.id])
  expect(rows).toEqual([{ text: null }])
})

test('a turn ends once, whichever end comes first', async () => {
  const ends = {
    refused: (turn: BegunTurn) => refusedTurn(db, turn, 'busy'),
    silent: (turn: BegunTurn) => silentTurn(db, turn, 'question_deleted'),
    'given up': (turn: BegunTurn) => giveUpTurn(db, turn),
  }
  for (const [name, end] of Object.entries(ends)) {
    const turn = await begun()
    expect(await end(turn)).toBe(true)
    expect(await stateOf(turn.id)).toMatchObject({ is: name })
    for (const other of Object.values(ends)) expect(await other(turn)).toBe(false)
    expect(await composeTurn(db, turn, 'late')).toBe(false)
    expect(await intendPart(db, turn, 0)).toBe(false)
    expect(await beginTurn(db, turn.id, 'two')).toBeNull()
    expect(await stateOf(turn.id)).toMatchObject({ is: name })
  }
})

test('a turn that nobody began may be silent, and cannot be refused', async () => {
  const { id } = newTurn()
  await recordTurn(db, newTurn({ id }))
  expect(await refusedTurn(db, { id, attempt: 0 }, 'busy')).toBe(false)
  expect(await silentTurn(db, { id, attempt: 0 }, 'expired')).toBe(true)
  expect(await stateOf(id)).toEqual({ is: 'silent', rule: 'expired' })
})

test('an attempt that was taken over writes nothing any more', async () => {
  const old = await begun()
  await intendPart(db, old, 0)
  const young = await takeOver(old)
  const before = await readTurn(db, old.id)
  expect(await intendPart(db, old, 1)).toBe(false)
  expect(await recordPart(db, old, 0, '500000000000000009')).toBe(false)
  expect(await composeTurn(db, old, 'stale')).toBe(false)
  expect(await refusedTurn(db, old, 'busy')).toBe(false)
  expect(await silentTurn(db, old, 'expired')).toBe(false)
  expect(await giveUpTurn(db, old)).toBe(false)
  expect(await readTurn(db, old.id)).toEqual(before)
  expect(await composeTurn(db, young, 'fresh')).toBe(true)
  expect(await answeredTurn(db, old, 'stop')).toBe(false)
  expect(await answeredTurn(db, young, 'stop')).toBe(true)
})

test('a part is intended first and known later; an id that is known is not lost by intending again', async () => {
  const turn = await begun()
  const parts = async () => (await readTurn(db, turn.id))?.parts
  expect(await intendPart(db, turn, 0)).toBe(true)
  expect(await parts()).toEqual([null])
  expect(await recordPart(db, turn, 0, '500000000000000001')).toBe(true)
  expect(await intendPart(db, turn, 0)).toBe(true)
  expect(await intendPart(db, turn, 2)).toBe(true)
  expect(await parts()).toEqual(['500000000000000001', null, null])
  await composeTurn(db, turn, null)
  await answeredTurn(db, turn, 'stop')
  expect(await recordPart(db, turn, 2, '500000000000000003')).toBe(true)
  expect(await parts()).toEqual(['500000000000000001', null, '500000000000000003'])
})

test('the turns are found by the messages of their answers, in their channel', async () => {
  const one = await begun({ channel: '300000000000000077' })
  const two = await begun({ channel: '300000000000000077' })
  await recordPart(db, one, 0, '500000000000000101')
  await recordPart(db, one, 1, '500000000000000102')
  await recordPart(db, two, 0, '500000000000000103')
  const of = (...ids: string[]) => turnsOfParts(db, '300000000000000077', ids)
  expect(await of('500000000000000102')).toEqual([one.id])
  expect((await of('500000000000000101', '500000000000000103', '1')).sort()).toEqual([one.id, two.id])
  expect(await of('1')).toEqual([])
  expect(await turnsOfParts(db, '300000000000000078', ['500000000000000101'])).toEqual([])
})

test('an interaction keeps its token and question, without what Postgres cannot store', async () => {
  const turn = newTurn({ origin: { kind: 'interaction', token: 'aW50', question: 'Wh\0y?' } })
  expect(await recordTurn(db, turn)).toBe('new')
  const origin = (await readTurn(db, turn.id))?.origin
  expect(origin).toEqual({ kind: 'interaction', token: 'aW50', question: 'Why?' })
})

test('with a key, neither a question nor an answer stands in the ledger as it is', async () => {
  const key = { name: 'PARLEY_ENCRYPTION_KEY', bytes: Buffer.alloc(32, 1) }
  const cipher = createCipher({ current: key, older: [] }, createLog('silent'))
  const origin = { kind: 'interaction', token: 'aW50', question: 'Why?' } as const
  const { id } = newTurn()
  await recordTurn(db, { ...newTurn(), id, origin }, cipher)
  await composeTurn(db, (await beginTurn(db, id, 'one'))!, 'Because.', cipher)
  const { rows } = await db.query<{ row: string }>('select t::text as row from turns t where id = $1', [id])
  expect(rows[0]?.row).not.toMatch(/Why|Because/)
  expect(await readTurn(db, id, cipher)).toMatchObject({
    origin,
    state: { is: 'composed', text: 'Because.' },
  })
  const without = createCipher({ current: null, older: [] }, createLog('silent'))
  expect(await readTurn(db, id, without)).toMatchObject({
    origin: { question: '' },
    state: { is: 'composed', text: null },
  })
})

test('rows of more than 48 hours go, the oldest first and no more than asked', async () => {
  await db.query(`delete from turns`)
  const turns = [newTurn(), newTurn(), newTurn(), newTurn()]
  for (const [index, turn] of turns.entries()) {
    await recordTurn(db, turn)
    const age = [60, 50, 49, 47][index]
    await db.query(`update turns set recorded_at = now() - $2 * interval '1 hour' where id = $1`, [
      turn.id,
      age,
    ])
  }
  expect(await turnsRetention.deleteExpired(db, 2)).toBe(2)
  expect(await readTurn(db, turns[0]!.id)).toBeNull()
  expect(await turnsRetention.deleteExpired(db, 2)).toBe(1)
  expect(await turnsRetention.deleteExpired(db, 2)).toBe(0)
  expect(await readTurn(db, turns[3]!.id)).not.toBeNull()
})

test('people, conversations and messages of the last day are counted', async () => {
  await db.query(`delete from turns`)
  await recordTurn(db, newTurn({ author: '1', conversation: 'a' }))
  await recordTurn(db, newTurn({ author: '1', conversation: 'b' }))
  await recordTurn(db, newTurn({ author: '2', conversation: 'b' }))
  const old = newTurn({ author: '3', conversation: 'c' })
  await recordTurn(db, old)
  await db.query(`update turns set recorded_at = now() - interval '25 hours' where id = $1`, [old.id])
  expect(await countTurns(db)).toEqual({ users: 2, conversations: 2, messages: 3 })
})
