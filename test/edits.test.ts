import { expect, test } from 'vitest'
import { startParley, type Parley, type ParleyOptions } from './parley.ts'

/** Two questions of Ada's, of which the first is being answered, and the second waits. */
const startBusy = async (options: ParleyOptions = {}) => {
  const parley = await startParley({ providers: ['groq'], ...options })
  parley.practice.faults.add({ fault: 'slow_first_token', delay_ms: 600 })
  const first = await parley.say('@Parley say exactly: First.')
  const second = await parley.say('@Parley say exactly: Red.')
  await parley.until('the first is asked', () => parley.practice.requests.all().length === 1)
  return Object.assign(parley, { first, second })
}

const remembered = async ({ database: { database } }: Parley) => {
  const { rows } = await database.query<{ text: string }>(
    'select text from messages order by turn, role desc',
  )
  return rows.map(({ text }) => text)
}

test('a question that is edited while its file is fetched is asked as edited', async () => {
  await using parley = await startParley({ discord: { settings: { latencyMs: 150 } } })
  const notes = { filename: 'a.txt', content: 'Roses.', content_type: 'text/plain' }
  const question = await parley.say('@Parley say exactly: Red.', { attachments: [notes] })
  await parley.edit(question.id, '@Parley say exactly: Green.')
  expect((await parley.answerTo(question)).contents).toEqual(['Green.'])
})

test('an edit that names the bot for the first time is no question', async () => {
  await using parley = await startParley()
  const talk = await parley.say('say exactly: Red.')
  await parley.edit(talk.id, '@Parley say exactly: Red.')
  expect((await parley.ask('say exactly: Done.')).text).toBe('Done.')
  expect(parley.answers()).toHaveLength(1)
})

test('a question that is deleted while it waits is not answered, and goes to no provider', async () => {
  await using parley = await startBusy()
  await parley.remove(parley.second.id)
  const { turn, messages } = await parley.answerTo(parley.second)
  expect(turn.state).toEqual({ is: 'silent', rule: 'question_deleted' })
  expect(messages).toEqual([])
  expect((await parley.ask('say exactly: Third.')).text).toBe('Third.')
  expect(parley.practice.requests.all()).toHaveLength(2)
  expect(await remembered(parley)).not.toContain('say exactly: Red.')
})

test('a question that is deleted before the first word is not answered, and the request ends', async () => {
  await using parley = await startBusy()
  await parley.remove(parley.first.id)
  expect((await parley.answerTo(parley.first)).turn.state).toEqual({ is: 'silent', rule: 'question_deleted' })
  expect((await parley.answerTo(parley.second)).contents).toEqual(['Red.'])
  expect(await remembered(parley)).toEqual(['say exactly: Red.', 'Red.'])
  await parley.until('the request has ended', () => parley.practice.requests.all()[0]?.state === 'left')
})

test('a question that is deleted in mid-answer gets no more words, and neither is remembered', async () => {
  await using parley = await startParley({ pace: { first_token_ms: 0, chunk_ms: 60 } })
  const question = await parley.say('@Parley repeat 200 words')
  await parley.until('some of it is shown', () => parley.answers().length > 0)
  await parley.remove(question.id)
  expect((await parley.answerTo(question)).turn.state).toEqual({ is: 'silent', rule: 'question_deleted' })
  expect(
    parley
      .answers()
      .map(({ content }) => content)
      .join(),
  ).not.toContain('word200')
  expect(await remembered(parley)).toEqual([])
})
