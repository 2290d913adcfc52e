import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createStage, end, route, text, type Stage } from '../../test/stage.ts'
import { readCatalogue } from '../database/catalogue.ts'
import { createCipher, createKeyedHash } from '../database/cipher.ts'
import { DatabaseError } from '../database/errors.ts'
import { createMemoryHistory } from '../conversations/memory-history.ts'
import { createStoredHistory } from '../conversations/history.ts'
import { selectLive } from '../lib/live.ts'
import { recordUsage } from '../limits/usage.ts'
import { createLog } from '../telemetry/log.ts'
import { beginTurn, composeTurn, readTurn, recordPart, recordTurn } from '../turns/ledger.ts'
import { createPrivacy } from './privacy.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('truncate turns, messages, usage, erasures'))

const { signal } = new AbortController()
const ada = { id: '200000000000000001', name: 'Ada' }
const bob = { id: '200000000000000002', name: 'Bob' }
const key = { name: 'PARLEY_ENCRYPTION_KEY', bytes: Buffer.alloc(32, 7) }
const cipher = createCipher({ current: key, older: [] }, createLog('silent'))
const stored = createStoredHistory(cipher)
const hash = createKeyedHash('secret')
const together = { conversation: 'channel:300000000000000001', shared: true, guild: '400000000000000001' }

const privacyOf = (stage: Stage) => {
  const memory = createMemoryHistory(
    selectLive(stage.settings, (all) => all.general),
    stage.clock,
  )
  const { answerer, settings, clock } = stage
  return { memory, ...createPrivacy({ database: db, memory, answerer, settings, cipher, hash, clock }) }
}

/** What was said and answered, as `answer` remembers it. */
const converse = async (
  stage: Stage,
  { author = ada, about, words }: { author?: typeof ada; about?: string[]; words?: string } = {},
  history: Pick<typeof stored, 'remember'> = stored,
) => {
  const said = words ?? `${author.name} asks`
  const { id, conversation, guild } = await stage.ask({ author, ...together })
  const turn = (await beginTurn(db, id, 'one'))!
  await composeTurn(db, turn, null, cipher)
  await recordUsage(db, [
    {
      turn: id,
      attempt: 1,
      request: 1,
      ...route,
      answeredBy: null,
      usage: { inputTokens: 1, outputTokens: 1, estimated: false },
      cost: null,
      failure: null,
      author: author.id,
      guild,
    },
  ])
  await history.remember(db, conversation, [
    { role: 'user', turn: id, author, text: said, guild },
    { role: 'assistant', turn: id, author: null, text: `To ${said}`, guild, about: about ?? [author.id] },
  ])
  return id
}

const everyCell = async () => {
  const cells: string[] = []
  for (const { table } of await readCatalogue(db)) {
    const { rows } = await db.query(`select row_to_json(t)::text as row from ${table} t`)
    cells.push(...rows.map((row) => `${table} ${String(row['row'])}`))
  }
  return cells.join('\n')
}

const remembered = async () =>
  (await stored.recall(db, together.conversation, { messages: 100, since: 0 })).map((entry) => entry.text)

test('a deletion reaches every table, and what others were answered from the person’s words', async () => {
  const stage = createStage(db)
  const asked = await converse(stage)
  await converse(stage, { author: bob, about: [bob.id, ada.id], words: 'Bob quotes' })
  await converse(stage, { author: bob, words: 'Bob alone' })
  const privacy = privacyOf(stage)
  expect(await everyCell()).toContain(ada.id)
  expect((await privacy.erase(ada.id)).rows).toEqual({ messages: 3, turns: 1, usage: 1 })
  expect(await everyCell()).not.toContain(ada.id)
  expect(await remembered()).toEqual(['Bob quotes', 'Bob alone', 'To Bob alone'])
  const left = { origin: null, conversation: null, channel: null, guild: null, author: null, parts: [] }
  expect(await readTurn(db, asked)).toMatchObject({ id: asked, ...left })
  expect(
    await recordTurn(db, { ...(await stage.ask()), id: asked, author: ada.id, origin: { kind: 'message' } }),
  ).toBe('known')
  expect(
    (await privacy.show(bob.id)).filter(({ rows }) => rows > 0).map(({ table, rows }) => [table, rows]),
  ).toEqual([
    ['messages', 3],
    ['turns', 2],
    ['usage', 2],
  ])
})

test('an export holds everything about a person in plain words, and nothing of others', async () => {
  const stage = createStage(db)
  await converse(stage)
  await converse(stage, { author: bob, about: [bob.id, ada.id], words: 'secret of Bob' })
  const asked = { ...(await stage.ask()), author: ada.id }
  const origin = { kind: 'interaction', token: 'tok', question: 'Asked by command' } as const
  await db.query('delete from turns where id = $1', [asked.id])
  await recordTurn(db, { ...asked, origin }, cipher)
  const exported = await privacyOf(stage).export(ada.id)
  const all = JSON.stringify(exported)
  for (const hers of ['Ada asks', 'To Ada asks', 'Asked by command', asked.id]) expect(all).toContain(hers)
  for (const others of ['Bob', bob.id, 'tok"', 'sealed/']) expect(all).not.toContain(others)
  expect(JSON.parse(all)).toEqual(exported)
  const found = exported.tables.filter(({ rows }) => rows.length > 0)
  expect(found.map(({ table, rows, retention }) => [table, rows.length, retention])).toEqual([
    ['messages', 2, '24 hours'],
    ['turns', 2, '48 hours'],
    ['usage', 1, '90 days'],
  ])
  expect(found.every(({ why }) => why.startsWith('so that'))).toBe(true)
})

test('what is shown are as many rows as are exported', async () => {
  const stage = createStage(db)
  await converse(stage)
  await converse(stage, { author: bob, about: [bob.id, ada.id] })
  const privacy = privacyOf(stage)
  const { tables } = await privacy.export(ada.id)
  expect((await privacy.show(ada.id)).map(({ rows }) => rows)).toEqual(tables.map(({ rows }) => rows.length))
})

test('a question that is being answered or waits ends, and nothing of it is written afterwards', async () => {
  const stage = createStage(db)
  const privacy = privacyOf(stage)
  const question = await stage.ask()
  const waiting = await stage.ask()
  stage.scripts[0] = async function* () {
    yield text('Well')
    await privacy.erase(ada.id)
    yield text(', Ada')
    yield {
      type: 'attempt',
      attempt: {
        route,
        answeredBy: null,
        failure: null,
        usage: { inputTokens: 1, outputTokens: 1, estimated: false },
        cost: null,
      },
    }
    yield end
  }
  const answers = [question, waiting].map((one) => stage.answerer.answer(one, stage.reply(), signal))
  await Promise.all(answers)
  expect(await everyCell()).not.toContain(ada.id)
  expect(await everyCell()).not.toContain('Ada')
  expect(stage.shown).toHaveLength(1)
  expect((await readTurn(db, waiting.id))?.state).toEqual({ is: 'silent', rule: 'erased' })
})

test('a turn that another process is answering is fenced off', async () => {
  const stage = createStage(db)
  const { id } = await stage.ask()
  const turn = (await beginTurn(db, id, 'another'))!
  await privacyOf(stage).erase(ada.id)
  expect(await composeTurn(db, turn, 'Dear Ada')).toBe(false)
  expect(await recordPart(db, turn, 0, '500000000000000001')).toBe(false)
  expect(await everyCell()).not.toContain('Ada')
})

test('somebody else’s answer that was made from the person’s words is given, and not remembered', async () => {
  const stage = createStage(db)
  await converse(stage)
  const others = await stage.ask({ author: bob, ...together })
  const turn = (await beginTurn(db, others.id, 'one'))!
  await privacyOf(stage).erase(ada.id)
  expect(await composeTurn(db, turn, null)).toBe(true)
  await stored.remember(db, together.conversation, [
    { role: 'user', turn: others.id, author: bob, text: 'And she?' },
    { role: 'assistant', turn: others.id, author: null, text: 'She asks', about: [bob.id, ada.id] },
  ])
  expect(await remembered()).toEqual(['And she?'])
})

test('an answer that is being kept at the very moment is waited for, and goes, too', async () => {
  const stage = createStage(db)
  await converse(stage)
  const others = await stage.ask({ author: bob, ...together })
  const turn = (await beginTurn(db, others.id, 'one'))!
  const erased = Promise.withResolvers<unknown>()
  await db.transaction(async (inner) => {
    await composeTurn(inner, turn, null)
    await stored.remember(inner, together.conversation, [
      {
        role: 'assistant',
        turn: others.id,
        author: null,
        text: 'She asks',
        addressee: bob.id,
        about: [ada.id],
      },
    ])
    erased.resolve(privacyOf(stage).erase(ada.id))
    await vi.waitFor(async () => {
      const { rows } = await db.query(`select 1 from pg_locks where not granted`)
      expect(rows).not.toEqual([])
    })
  })
  await erased.promise
  expect(await remembered()).toEqual([])
})

test('who was erased may write again, and is remembered once the clocks have passed', async () => {
  const stage = createStage(db)
  await converse(stage)
  await privacyOf(stage).erase(ada.id)
  await stage.clock.advance(10_001)
  await converse(stage, { words: 'anew' })
  expect(await remembered()).toEqual(['anew', 'To anew'])
})

test('memory forgets a person as well, in the process that was asked and in the others', async () => {
  const stage = createStage(db)
  const here = privacyOf(stage)
  const elsewhere = privacyOf(stage).memory
  for (const memory of [here.memory, elsewhere]) {
    await converse(stage, {}, memory)
    await converse(stage, { author: bob, about: [bob.id, ada.id], words: 'Bob quotes' }, memory)
  }
  expect((await here.export(ada.id)).memory.map((entry) => entry.text)).toEqual(['Ada asks', 'To Ada asks'])
  expect(await here.erase(ada.id)).toMatchObject({ memory: 3 })
  for (const memory of [here.memory, elsewhere]) {
    const entries = await memory.recall(db, together.conversation, { messages: 10, since: 0 })
    expect(entries.map((entry) => entry.text)).toEqual(['Bob quotes'])
  }
  const late = await stage.ask(together)
  await elsewhere.remember(db, together.conversation, [
    { role: 'user', turn: late.id, author: ada, text: 'late' },
  ])
  expect(elsewhere.entriesOf(ada.id)).toEqual([])
})

test('two people who stand in the same rows can be erased at once', async () => {
  const stage = createStage(db)
  for (let i = 0; i < 20; i++) await converse(stage, { author: i % 2 ? ada : bob, about: [ada.id, bob.id] })
  await db.query(`update turns set state = 'answered'`)
  await Promise.all([ada, bob].map(({ id }) => privacyOf(stage).erase(id)))
  expect(await remembered()).toEqual([])
})

test('a deletion that stood in another’s way is tried again', async () => {
  const stage = createStage(db)
  await converse(stage)
  const deadlock = new DatabaseError('40P01', 'deadlock detected')
  vi.spyOn(db, 'transaction').mockRejectedValueOnce(deadlock)
  expect((await privacyOf(stage).erase(ada.id)).rows).toMatchObject({ messages: 2 })
  vi.restoreAllMocks()
})

test('a record that has to stay keeps a hash, a list keeps the others, and what says so stays', async () => {
  await db.query(
    `create table deeds (id int, actor bigint, actor_hash text, seen bigint[] not null default '{}', limited bigint)`,
  )
  await db.query(`comment on table deeds is 'module: test; retention: 180 days; why: so that it is known'`)
  await db.query(`comment on column deeds.actor is 'user: who did it; on erasure: hash into actor_hash'`)
  await db.query(`comment on column deeds.seen is 'user: who saw it; on erasure: clear; on export: id'`)
  await db.query(
    `comment on column deeds.limited is 'user: who is limited; on erasure: keep, until it has passed'`,
  )
  await db.query(
    `insert into deeds values (1, $1, null, array[$2::bigint], null), (2, $2, null, array[$1::bigint, $2::bigint], $1)`,
    [ada.id, bob.id],
  )
  const privacy = privacyOf(createStage(db))
  const { tables } = await privacy.export(bob.id)
  expect(tables.find(({ table }) => table === 'deeds')?.rows).toEqual([
    { id: 2, actor: bob.id, actor_hash: null, seen: [bob.id], limited: null },
    { id: 1 },
  ])
  await privacy.erase(ada.id)
  const { rows } = await db.query(
    'select id, actor, actor_hash, seen::text[], limited from deeds order by id',
  )
  expect(rows).toEqual([
    { id: 1, actor: null, actor_hash: hash(ada.id), seen: [bob.id], limited: null },
    { id: 2, actor: bob.id, actor_hash: null, seen: [bob.id], limited: ada.id },
  ])
  await db.query('drop table deeds')
})
