import { noModeration } from '../../test/no-limits.ts'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createStage, type Stage } from '../../test/stage.ts'
import { recordPart } from '../turns/ledger.ts'
import { createForgetting } from './forget.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('truncate turns, messages, usage'))

const { signal } = new AbortController()
const forgetting = ({ history, answerer }: Stage) =>
  createForgetting({ database: db, history, answerer, moderation: noModeration })

const words = (text: string) => ({ text, files: [] })

const converse = async (stage: Stage, message: string) => {
  const question = await stage.ask()
  await stage.answerer.answer(question, stage.reply(), signal)
  await recordPart(db, { id: question.id, attempt: 1 }, 0, message)
  return question
}
const remembered = async (stage: Stage) => {
  const { conversation } = await stage.ask()
  const entries = await stage.history.recall(db, conversation, { messages: 10, since: 0 })
  return entries.map(({ turn, role, text }) => `${turn} ${role} ${text}`)
}

test.each([{ persist_conversations: true }, { persist_conversations: false }])(
  'deleted questions and answers are forgotten, and the rest stays (%o)',
  async (general) => {
    const stage = createStage(db, { general })
    const first = await converse(stage, '500000000000000001')
    const second = await converse(stage, '500000000000000002')
    const third = await converse(stage, '500000000000000003')
    const flushes = vi.spyOn(db, 'together')
    const deleted = [first.id, '500000000000000002', '500000000000000003', '1']
    await forgetting(stage).forgetMessages(first.channel, deleted)
    expect(flushes.mock.calls.length).toBeLessThanOrEqual(2)
    flushes.mockRestore()
    expect(await remembered(stage)).toEqual([
      `${first.id} assistant Hello!`,
      `${second.id} user Who are you?`,
      `${third.id} user Who are you?`,
    ])
  },
)

test('an edited question is remembered as edited', async () => {
  const stage = createStage(db)
  const question = await converse(stage, '500000000000000001')
  await forgetting(stage).amendQuestion(question.id, words('Who am I?'))
  expect(await remembered(stage)).toEqual([
    `${question.id} user Who am I?`,
    `${question.id} assistant Hello!`,
  ])
})

test('a question that waits hears of its edits and its end', async () => {
  const stage = createStage(db)
  const revise = vi.spyOn(stage.answerer, 'revise')
  await forgetting(stage).amendQuestion('1400000000000000001', words('Edited?'))
  await forgetting(stage).forgetMessages('300000000000000001', ['1400000000000000001'])
  expect(revise.mock.calls).toEqual([
    ['1400000000000000001', words('Edited?')],
    ['1400000000000000001', null],
  ])
})

test('what is deleted or edited at the very moment at which it is remembered is so, too', async () => {
  const stage = createStage(db)
  const forget = forgetting(stage)
  const during = (change: () => Promise<void>) => {
    const transaction = db.transaction.bind(db)
    const spy = vi.spyOn(db, 'transaction')
    spy.mockImplementationOnce((work) =>
      transaction(async (inner) => {
        const result = await work(inner)
        await change()
        return result
      }),
    )
    return { [Symbol.dispose]: () => spy.mockRestore() }
  }
  const [deleted, edited] = [await stage.ask(), await stage.ask()]
  {
    using _ = during(() => forget.forgetMessages(deleted.channel, [deleted.id]))
    await stage.answerer.answer(deleted, stage.reply(), signal)
  }
  {
    using _ = during(() => forget.amendQuestion(edited.id, words('Edited?')))
    await stage.answerer.answer(edited, stage.reply(), signal)
  }
  expect(await remembered(stage)).toEqual([
    `${deleted.id} assistant Hello!`,
    `${edited.id} user Edited?`,
    `${edited.id} assistant Hello!`,
  ])
})
