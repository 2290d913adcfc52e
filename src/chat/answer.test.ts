import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { billed, createStage, end, hangs, route, says, text } from '../../test/stage.ts'
import type { Failure } from '../providers/contract.ts'
import { readTurn } from '../turns/ledger.ts'
import { Stopping } from './contract.ts'

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
const rowsOf = async (statement: string) => (await db.query(statement)).rows
const history = () => rowsOf('select turn, role, text from messages order by at, turn, role desc')
const usage = () => rowsOf('select turn, attempt, request, provider, failure from usage order by 1, 2, 3')

const noDiscord = () => Promise.reject(new Error('no Discord'))

const spent = { inputTokens: 7, outputTokens: 1, estimated: true }
const slow: Failure = { kind: 'slow', route, status: null, retryAfterMs: null, detail: 'no first token' }

test('a question is answered once: shown, remembered, billed, and closed in the ledger', async () => {
  const stage = createStage(db)
  const question = await stage.ask()
  await stage.answerer.answer(question, stage.reply(), signal)
  expect(stage.shown).toEqual([
    { turn: { id: question.id, attempt: 1, parts: [] }, events: [text('Hello!'), billed, end], refusals: [] },
  ])
  expect(await stateOf(question.id)).toEqual({ is: 'answered', finish: 'stop' })
  expect(await history()).toEqual([
    { turn: question.id, role: 'user', text: 'Who are you?' },
    { turn: question.id, role: 'assistant', text: 'Hello!' },
  ])
  expect(await usage()).toEqual([
    { turn: question.id, attempt: 1, request: 1, provider: 'groq', failure: null },
  ])
})

test('the answer is composed, remembered and billed before its end is shown', async () => {
  const stage = createStage(db)
  const question = await stage.ask()
  const seen: unknown[] = []
  const reply = stage.reply(async (event) => {
    if (event.type === 'text') seen.push(await stateOf(question.id))
    if (event.type === 'end') seen.push(await stateOf(question.id), await history(), await usage())
  })
  await stage.answerer.answer(question, reply, signal)
  const [answering, composed, remembered, recorded] = seen
  expect(answering).toEqual({ is: 'answering', instance: 'one' })
  expect(composed).toEqual({ is: 'composed', text: 'Hello!' })
  expect(remembered).toHaveLength(2)
  expect(recorded).toHaveLength(1)
})

test('what was said before goes into the prompt, bounded by max_history and the timeout', async () => {
  const stage = createStage(db, { general: { max_history: 3, conversation_timeout_hours: 1 } })
  const askAndAnswer = async (words: string) =>
    stage.answerer.answer(await stage.ask({ text: words }), stage.reply(), signal)
  await askAndAnswer('One?')
  await askAndAnswer('Two?')
  await askAndAnswer('Three?')
  const texts = () => stage.prompts.at(-1)!.messages.map((message) => message.text)
  expect(texts()).toEqual(['Two?', 'Hello!', 'Three?'])
  await stage.clock.advance(3_600_001)
  await askAndAnswer('Four?')
  expect(texts()).toEqual(['Four?'])
})

test('a turn that is unknown or ended shows nothing and asks nobody', async () => {
  const stage = createStage(db)
  const question = await stage.ask()
  await stage.answerer.answer(question, stage.reply(), signal)
  await stage.answerer.answer(question, stage.reply(), signal)
  await stage.answerer.answer({ ...question, id: '1' }, stage.reply(), signal)
  expect(stage.shown).toHaveLength(1)
  expect(stage.prompts).toHaveLength(1)
})

test('of two processes that have the same question, one answers', async () => {
  const [one, other] = [createStage(db), createStage(db, {}, 'other')]
  const question = await one.ask()
  await Promise.all([one, other].map((stage) => stage.answerer.answer(question, stage.reply(), signal)))
  expect([...one.shown, ...other.shown]).toHaveLength(1)
  expect(await history()).toHaveLength(2)
})

test('an attempt that was taken over keeps nothing of its answer, and its cost is recorded', async () => {
  const stage = createStage(db)
  const question = await stage.ask()
  const reply = stage.reply(async (event) => {
    if (event.type === 'text') await db.query('update turns set attempt = attempt + 1')
  })
  await stage.answerer.answer(question, reply, signal)
  expect(stage.shown[0]!.events).toEqual([text('Hello!'), billed])
  expect(stage.shown[0]!.refusals).toEqual([])
  expect(await readTurn(db, question.id)).toMatchObject({ attempt: 2, state: { is: 'answering' } })
  expect(await history()).toEqual([])
  expect(await usage()).toMatchObject([{ attempt: 1, request: 1 }])
})

test('an answer that began anew is remembered as it ended', async () => {
  const stage = createStage(db)
  const failed = {
    type: 'attempt',
    attempt: { route, answeredBy: null, failure: slow, usage: spent, cost: 0.02 },
  } as const
  stage.scripts[0] = says(text('Half'), failed, { type: 'restart' }, text('Who'), text('le'), billed, end)
  const question = await stage.ask()
  await stage.answerer.answer(question, stage.reply(), signal)
  expect(await history()).toMatchObject([{ role: 'user' }, { role: 'assistant', text: 'Whole' }])
  expect(await usage()).toMatchObject([
    { request: 1, failure: 'slow' },
    { request: 2, failure: null },
  ])
})

test('when every provider failed, that is said and what was billed is recorded', async () => {
  const stage = createStage(db)
  const failure: Failure = { ...slow, kind: 'rate_limited' }
  const free = { route, answeredBy: null, failure: slow, usage: null, cost: null }
  const attempt = { route, answeredBy: null, failure, usage: spent, cost: null }
  stage.scripts[0] = says(
    { type: 'attempt', attempt: free },
    { type: 'attempt', attempt },
    { type: 'failed', failure, retryAfterMs: 4000 },
  )
  const question = await stage.ask()
  await stage.answerer.answer(question, stage.reply(), signal)
  expect(stage.shown[0]!.refusals).toEqual([{ code: 'busy', retryAfterMs: 4000 }])
  expect(await stateOf(question.id)).toEqual({ is: 'refused', code: 'busy' })
  expect(await usage()).toMatchObject([{ request: 2, failure: 'rate_limited' }])
  expect(await history()).toEqual([])
})

test('a question without words and one that is too long are refused without asking a provider', async () => {
  const stage = createStage(db, { general: { max_prompt_tokens: 500 } })
  const [empty, long] = [await stage.ask({ text: ' \n' }), await stage.ask({ text: 'x'.repeat(2000) })]
  await stage.answerer.answer(empty, stage.reply(), signal)
  await stage.answerer.answer(long, stage.reply(), signal)
  expect(stage.shown.map((shown) => shown.refusals)).toEqual([
    [{ code: 'empty_question' }],
    [{ code: 'question_too_long' }],
  ])
  expect(await stateOf(long.id)).toEqual({ is: 'refused', code: 'question_too_long' })
  expect(stage.prompts).toEqual([])
})

const attached = (id: string) => ({ id, name: `${id}.txt`, url: '', size: 1, contentType: 'text/plain' })

test('a question that is edited while its files are read is asked as edited', async () => {
  const fetching = Promise.withResolvers<void>()
  const contents = Promise.withResolvers<Buffer>()
  const stage = createStage(db, {}, 'one', () => {
    fetching.resolve()
    return contents.promise
  })
  const question = await stage.ask({ text: 'What is in them?', files: [attached('1'), attached('2')] })
  const answered = stage.answerer.answer(question, stage.reply(), signal)
  await fetching.promise
  stage.answerer.revise(question.id, { text: 'What is in it?', files: [attached('2')] })
  contents.resolve(Buffer.from('hello'))
  await answered
  expect(stage.prompts[0]!.messages.at(-1)!.text).toMatch(
    /^\[The attached file "2\.txt".*\]\n> hello\n\nWhat is in it\?$/,
  )
  expect(await history()).toMatchObject([{ text: 'What is in it?\n\n[Attached: "2.txt"]' }, {}])
})

test('a question that is deleted while its files are read is not answered', async () => {
  const fetching = Promise.withResolvers<void>()
  const stage = createStage(db, {}, 'one', async (_file, _maxBytes, signal) => {
    fetching.resolve()
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    return 'out_of_reach'
  })
  const question = await stage.ask({ files: [attached('1')] })
  const answered = stage.answerer.answer(question, stage.reply(), signal)
  await fetching.promise
  stage.answerer.revise(question.id, null)
  await answered
  expect(stage.prompts).toEqual([])
  expect(await stateOf(question.id)).toEqual({ is: 'silent', rule: 'question_deleted' })
})

test('an answer that can be shown no longer ends in silence, and so does its request', async () => {
  const stage = createStage(db)
  let ended = false
  stage.scripts[0] = async function* (_prompt, signal) {
    signal.addEventListener('abort', () => (ended = true))
    yield text('Well')
    yield text('...')
  }
  const question = await stage.ask()
  const reply = stage.reply(() => ({ is: 'stopped', rule: 'missing_permission' }))
  await stage.answerer.answer(question, reply, signal)
  expect(await stateOf(question.id)).toEqual({ is: 'silent', rule: 'missing_permission' })
  expect(stage.shown[0]!.refusals).toEqual([])
  expect(ended).toBe(true)
  expect(stage.lines.join()).toContain('"outcome":"missing_permission"')
})

test('a mistake of ours is said, logged under the turn, and rejects nothing', async () => {
  const stage = createStage(db)
  const question = await stage.ask()
  const reply = stage.reply(() => {
    throw new Error('a bug')
  })
  await stage.answerer.answer(question, reply, signal)
  expect(stage.shown[0]!.refusals).toEqual([{ code: 'internal' }])
  expect(await stateOf(question.id)).toEqual({ is: 'refused', code: 'internal' })
  const error = stage.lines.map((line) => JSON.parse(line)).find(({ err }) => err)
  expect(error).toMatchObject({ turn: question.id, err: { message: 'a bug' } })
})

test('a turn of which not even the refusal can be shown is given up', async () => {
  const stage = createStage(db)
  const question = await stage.ask()
  await stage.answerer.answer(
    question,
    () => ({ opensThread: async () => false, prepare: noDiscord, deliver: noDiscord, refuse: noDiscord }),
    signal,
  )
  expect(await stateOf(question.id)).toEqual({ is: 'given up' })
})

test('without a database an answer does not begin, and that is logged', async () => {
  const gone = await createTestDatabase()
  const stage = createStage(gone.database)
  const question = await stage.ask()
  await gone[Symbol.asyncDispose]()
  await stage.answerer.answer(question, stage.reply(), signal)
  expect(stage.shown).toEqual([])
  expect(stage.lines.join()).toContain('its turn stays open')
})

test('when the process must end, an answer ends with a word', async () => {
  const stage = createStage(db)
  stage.scripts[0] = hangs
  const question = await stage.ask()
  const stop = new AbortController()
  const reply = stage.reply(() => stop.abort(new Stopping()))
  await stage.answerer.answer(question, reply, stop.signal)
  expect(stage.shown[0]!.refusals).toEqual([{ code: 'stopping' }])
  expect(await stateOf(question.id)).toEqual({ is: 'refused', code: 'stopping' })
})

test('a process that may not speak any more leaves the turn as it is', async () => {
  const stage = createStage(db)
  stage.scripts[0] = hangs
  const question = await stage.ask()
  const lost = new AbortController()
  const reply = stage.reply(() => lost.abort(new Error('lease lost')))
  await stage.answerer.answer(question, reply, lost.signal)
  expect(stage.shown[0]!.refusals).toEqual([])
  expect(await stateOf(question.id)).toEqual({ is: 'answering', instance: 'one' })
})

test('conversations in memory leave no words in the database', async () => {
  const stage = createStage(db, { general: { persist_conversations: false } })
  const first = await stage.ask()
  let composed: unknown
  const reply = stage.reply(async (event) => {
    if (event.type === 'end') composed = await stateOf(first.id)
  })
  await stage.answerer.answer(first, reply, signal)
  await stage.answerer.answer(await stage.ask({ text: 'And then?' }), stage.reply(), signal)
  expect(composed).toEqual({ is: 'composed', text: null })
  expect(stage.prompts[1]!.messages.map((message) => message.text)).toEqual([
    'Who are you?',
    'Hello!',
    'And then?',
  ])
  expect(await history()).toEqual([])
  expect(await usage()).toHaveLength(2)
})

test('a line is logged when an answer ends, without words, and the metrics count it', async () => {
  const stage = createStage(db)
  stage.scripts[0] = async function* () {
    await stage.clock.advance(40)
    yield text('Hello!')
    await stage.clock.advance(60)
    yield* [billed, end]
  }
  await stage.answerer.answer(await stage.ask(), stage.reply(), signal)
  const line = JSON.parse(stage.lines.at(-1)!)
  expect(line).toMatchObject({ outcome: 'answered', ...route, requests: 1, firstWordsMs: 40, totalMs: 100 })
  expect(stage.lines.join()).not.toMatch(/Who are you|Hello!/)
  const exposed = await stage.metrics.expose()
  expect(exposed).toContain('parley_messages_total 1')
  expect(exposed).toContain('parley_answers_total{outcome="answered"} 1')
  expect(exposed).toContain('parley_answers_in_flight 0')
  expect(exposed).toContain('parley_answer_first_words_seconds_sum 0.04')
})

test('a turn is begun and its history recalled in one flush', async () => {
  const together = vi.spyOn(db, 'together')
  const stage = createStage(db)
  const question = await stage.ask()
  together.mockClear()
  const flushes: number[] = []
  const reply = stage.reply(() => flushes.push(together.mock.calls.length))
  await stage.answerer.answer(question, reply, signal)
  expect(flushes[0]).toBe(1)
  together.mockRestore()
})
