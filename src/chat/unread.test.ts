import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createStage, route, text, type Script } from '../../test/stage.ts'
import type { Failure } from '../providers/contract.ts'
import { readTurn } from '../turns/ledger.ts'
import type { OpenReply } from './contract.ts'

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
const spent = { inputTokens: 7, outputTokens: 1, estimated: true }

/** As the router does: a request that is cancelled is told about before the answer throws. */
const cancels: Script = async function* (_prompt, signal) {
  yield text('Well')
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
  const failure: Failure = { kind: 'cancelled', route, status: null, retryAfterMs: null, detail: 'left' }
  yield { type: 'attempt', attempt: { route, answeredBy: 'llama-2', failure, usage: spent, cost: 0.25 } }
  throw signal.reason
}

const pulls: OpenReply = () => ({
  opensThread: async () => false,
  prepare: (work) => work(),
  async deliver(events) {
    const answer = events[Symbol.asyncIterator]()
    await answer.next()
    void answer.next()
    void answer.return?.()
    return { is: 'stopped', rule: 'missing_permission' }
  },
  refuse: () => Promise.reject(new Error('no Discord')),
})

const cancelled = [
  {
    provider: 'groq',
    model: 'llama',
    answered_by: 'llama-2',
    input_tokens: 7,
    output_tokens: 1,
    estimated: true,
  },
].map((row) => ({ ...row, cost: '0.25', failure: 'cancelled', request: 1 }))
const billedRows = async () => {
  const { rows } = await db.query(
    'select request, provider, model, answered_by, input_tokens, output_tokens, estimated, cost, failure from usage',
  )
  return rows
}

test.each([
  ['its reader stops', () => ({ is: 'stopped', rule: 'missing_permission' })],
  [
    'its reader fails',
    () => {
      throw new Error('a bug')
    },
  ],
])('what a request has cost is recorded when %s', async (_, leave) => {
  const stage = createStage(db)
  stage.scripts[0] = cancels
  await stage.answerer.answer(await stage.ask(), stage.reply(leave), signal)
  expect(await billedRows()).toEqual(cancelled)
  expect(stage.clock.waiting).toBe(0)
})

test('what a request has cost is recorded when its question is deleted', async () => {
  const stage = createStage(db)
  stage.scripts[0] = cancels
  const question = await stage.ask()
  const reply = stage.reply(() => stage.answerer.revise(question.id, null))
  await stage.answerer.answer(question, reply, signal)
  expect(await stateOf(question.id)).toEqual({ is: 'silent', rule: 'question_deleted' })
  expect(await billedRows()).toEqual(cancelled)
})

test('what a request has cost is recorded when its reader is waiting for words as it stops', async () => {
  const stage = createStage(db)
  stage.scripts[0] = cancels
  await stage.answerer.answer(await stage.ask(), pulls, signal)
  expect(await billedRows()).toEqual(cancelled)
})

test('a request that does not end when it is told to holds nobody up for long', async () => {
  const stage = createStage(db)
  stage.scripts[0] = async function* () {
    yield text('Well')
    await new Promise(() => {})
  }
  const question = await stage.ask()
  const reply = stage.reply(() => ({ is: 'stopped', rule: 'missing_permission' }))
  const answered = stage.answerer.answer(question, reply, signal)
  await vi.waitFor(() => expect(stage.clock.waiting).toBe(1))
  await stage.clock.advance(2000)
  await answered
  expect(await stateOf(question.id)).toEqual({ is: 'silent', rule: 'missing_permission' })
})

test('what goes wrong in an answer that nobody reads any more is logged', async () => {
  const stage = createStage(db)
  stage.scripts[0] = async function* () {
    yield text('Well')
    throw new Error('a bug in the router')
  }
  const question = await stage.ask()
  await stage.answerer.answer(
    question,
    stage.reply(() => ({ is: 'stopped', rule: 'missing_permission' })),
    signal,
  )
  expect(stage.lines.join()).toContain('a bug in the router')
  expect(await stateOf(question.id)).toEqual({ is: 'silent', rule: 'missing_permission' })
})
