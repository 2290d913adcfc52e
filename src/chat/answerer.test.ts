import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { billed, createStage, end, hangs, says, text } from '../../test/stage.ts'
import { readTurn } from '../turns/ledger.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('truncate turns, messages, usage'))

const { signal } = new AbortController()
const stateOf = async (id: string) => (await readTurn(db, id))?.state

/** An answer that waits in mid-sentence until it may go on. */
const held = () => {
  const going = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const script = async function* () {
    yield text('Well')
    begun.resolve()
    await going.promise
    yield* [text(', yes.'), billed, end]
  }
  return { begun: begun.promise, goOn: going.resolve, script }
}

test('the questions of one conversation are answered in order, each knowing the answers before', async () => {
  const stage = createStage(db)
  const first = held()
  stage.scripts.unshift(first.script)
  const questions = [await stage.ask({ text: 'One?' }), await stage.ask({ text: 'Two?' })]
  const answers = questions.map((question) => stage.answerer.answer(question, stage.reply(), signal))
  await first.begun
  expect(stage.shown).toHaveLength(1)
  expect(await stateOf(questions[1]!.id)).toEqual({ is: 'received' })
  first.goOn()
  await Promise.all(answers)
  expect(stage.shown.map((shown) => shown.turn.id)).toEqual(questions.map((question) => question.id))
  const [, second] = stage.prompts
  expect(second!.messages.map((message) => message.text)).toEqual(['One?', 'Well, yes.', 'Two?'])
})

test('different conversations are answered side by side', async () => {
  const stage = createStage(db)
  const first = held()
  stage.scripts.unshift(first.script)
  const slow = stage.answerer.answer(await stage.ask(), stage.reply(), signal)
  await first.begun
  const other = await stage.ask({ conversation: 'another' })
  await stage.answerer.answer(other, stage.reply(), signal)
  expect(await stateOf(other.id)).toEqual({ is: 'answered', finish: 'stop' })
  first.goOn()
  await slow
})

test('a question that is edited while it waits is asked and remembered as edited', async () => {
  const stage = createStage(db)
  const first = held()
  stage.scripts.unshift(first.script)
  const [before, edited] = [await stage.ask(), await stage.ask({ text: 'Tow?' })]
  const answers = [before, edited].map((question) => stage.answerer.answer(question, stage.reply(), signal))
  await first.begun
  stage.answerer.revise(edited.id, { text: 'Two?', files: [] })
  stage.answerer.revise(before.id, { text: 'One!', files: [] })
  first.goOn()
  await Promise.all(answers)
  expect(stage.prompts[1]!.messages.map((message) => message.text)).toEqual(['One!', 'Well, yes.', 'Two?'])
  const { rows } = await db.query(`select text from messages where turn = $1 and role = 'user'`, [edited.id])
  expect(rows).toEqual([{ text: 'Two?' }])
})

test('a question that is deleted while it is answered or waits ends in silence and is not remembered', async () => {
  const stage = createStage(db)
  stage.scripts.unshift(hangs)
  const [first, second] = [await stage.ask(), await stage.ask()]
  const reply = stage.reply(() => {
    stage.answerer.revise(second.id, null)
    stage.answerer.revise(first.id, null)
  })
  await Promise.all([first, second].map((question) => stage.answerer.answer(question, reply, signal)))
  const deleted = { is: 'silent', rule: 'question_deleted' }
  expect([await stateOf(first.id), await stateOf(second.id)]).toEqual([deleted, deleted])
  expect(stage.prompts).toHaveLength(1)
  expect(stage.shown.flatMap((shown) => shown.refusals)).toEqual([])
  expect((await db.query('select * from messages')).rows).toEqual([])
})

test('a shutdown waits for what is in flight, and for what waits in line behind it', async () => {
  const stage = createStage(db)
  const first = held()
  stage.scripts.unshift(first.script)
  const [flying, waiting] = [await stage.ask(), await stage.ask()]
  const answers = [flying, waiting].map((question) => stage.answerer.answer(question, stage.reply(), signal))
  await first.begun
  const closed = stage.answerer[Symbol.asyncDispose]()
  first.goOn()
  await Promise.all([closed, ...answers])
  expect(await stateOf(flying.id)).toEqual({ is: 'answered', finish: 'stop' })
  expect(await stateOf(waiting.id)).toEqual({ is: 'answered', finish: 'stop' })
  expect(stage.clock.waiting).toBe(0)
})

test('an answer that outlasts the grace time ends with a word', async () => {
  const stage = createStage(db, { shutdown: { grace: 5 } })
  stage.scripts[0] = hangs
  const question = await stage.ask()
  const begun = Promise.withResolvers<void>()
  const answered = stage.answerer.answer(
    question,
    stage.reply(() => begun.resolve()),
    signal,
  )
  await begun.promise
  const closed = stage.answerer[Symbol.asyncDispose]()
  await stage.clock.advance(4999)
  expect(stage.shown[0]!.refusals).toEqual([])
  await stage.clock.advance(1)
  await Promise.all([closed, answered])
  expect(stage.shown[0]!.refusals).toEqual([{ code: 'stopping' }])
  expect(await stateOf(question.id)).toEqual({ is: 'refused', code: 'stopping' })
})

test('a question that still waits in line when the grace time is over gets a word, too', async () => {
  const stage = createStage(db, { shutdown: { grace: 5 } })
  const first = held()
  stage.scripts[0] = first.script
  const [flying, waiting] = [await stage.ask(), await stage.ask()]
  const answers = [flying, waiting].map((question) => stage.answerer.answer(question, stage.reply(), signal))
  await first.begun
  const closed = stage.answerer[Symbol.asyncDispose]()
  await stage.clock.advance(5000)
  first.goOn()
  await Promise.all([closed, ...answers])
  expect(await stateOf(waiting.id)).toEqual({ is: 'refused', code: 'stopping' })
})

test('a reply that hangs does not hold up the end', async () => {
  const stage = createStage(db, { shutdown: { grace: 0 } })
  stage.scripts[0] = says(text('Hello!'), billed, end)
  const begun = Promise.withResolvers<void>()
  const stuck = stage.reply(() => {
    begun.resolve()
    return new Promise(() => {})
  })
  void stage.answerer.answer(await stage.ask(), stuck, signal)
  await begun.promise
  const closed = stage.answerer[Symbol.asyncDispose]()
  await stage.clock.advance(0)
  await stage.clock.advance(3000)
  await closed
  expect(stage.lines.join()).toContain('cut off without a word')
})

test('what was said until the person had heard enough is the answer, and is remembered as such', async () => {
  const stage = createStage(db)
  stage.scripts.unshift(hangs)
  const question = await stage.ask()
  const heard = Promise.withResolvers<void>()
  const answer = stage.answerer.answer(
    question,
    stage.reply(() => heard.resolve()),
    signal,
  )
  await heard.promise
  expect(stage.answerer.stop(question.id)).toBe(true)
  await answer
  expect(await stateOf(question.id)).toEqual({ is: 'answered', finish: 'stopped' })
  await stage.answerer.answer(await stage.ask({ text: 'And?' }), stage.reply(), signal)
  expect(stage.prompts[1]!.messages.map((message) => message.text)).toEqual(['Who are you?', 'Well', 'And?'])
  expect(stage.answerer.stop(question.id)).toBe(false)
})

test('an answer that is stopped before its first word is none', async () => {
  const stage = createStage(db)
  const asked = Promise.withResolvers<void>()
  stage.scripts.unshift(async function* (_, ended) {
    asked.resolve()
    await new Promise((_, reject) => ended.addEventListener('abort', () => reject(ended.reason)))
    yield end
  })
  const question = await stage.ask()
  const answer = stage.answerer.answer(question, stage.reply(), signal)
  await asked.promise
  stage.answerer.stop(question.id)
  await answer
  expect(await stateOf(question.id)).toEqual({ is: 'refused', code: 'stopped' })
})

test('three questions of a conversation wait in line; the next gets a hint once, and then none', async () => {
  const stage = createStage(db)
  const first = held()
  stage.scripts.unshift(first.script)
  const answered = []
  for (let index = 0; index < 4; index += 1)
    answered.push(stage.answerer.answer(await stage.ask(), stage.reply(), signal))
  await first.begun
  const endOf = async (more: object) => {
    const question = await stage.ask(more)
    await stage.answerer.answer(question, stage.reply(), signal)
    return stateOf(question.id)
  }
  expect(await endOf({})).toEqual({ is: 'refused', code: 'line_full' })
  expect(await endOf({})).toEqual({ is: 'silent', rule: 'line_full' })
  expect(await endOf({ deferred: true })).toEqual({ is: 'refused', code: 'line_full' })
  expect(await endOf({ conversation: 'another' })).toMatchObject({ is: 'answered' })
  first.goOn()
  await Promise.all(answered)
  expect(await endOf({})).toMatchObject({ is: 'answered' })
})
