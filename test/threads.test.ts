import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startParley, type Parley } from './parley.ts'
import type { Where } from './people.ts'

let parley: Parley
beforeAll(async () => {
  parley = await startParley({ discord: { settings: { rateLimits: false } } })
  await parley.logged(/^The commands were registered/)
})
afterAll(() => parley[Symbol.asyncDispose]())
beforeEach(async () => {
  parley.practice.requests.clear()
  await parley.database.database.query('truncate messages, turns, place_rules')
  await parley.use('chatadmin thread', { answers: 'on' }, { author: 'Grace' })
})

const threadOf = (question: { id: string }) => {
  const thread = parley.discord.world.channels.get(question.id)
  return thread?.kind === 'thread' ? thread : undefined
}
/** A question of Ada's, with what it was answered in its own thread. */
const askInThread = async (content: string, where?: Where) => {
  const question = await parley.say(`@Parley ${content}`, where)
  const { turn } = await parley.answerTo(question)
  return { id: question.id, turn, said: parley.answers(question.id).map((message) => message.content) }
}
const lastPrompt = () =>
  parley.practice.requests
    .all()
    .at(-1)!
    .messages.map(({ text }) => text)
const remembered = async () => {
  const { rows } = await parley.database.database.query<{ conversation: string; text: string }>(
    'select conversation, text from messages order by turn, role desc',
  )
  return rows
}

describe('an answer in a thread', () => {
  test('stands in one that is named from the question, and not in the channel', async () => {
    const before = parley.answers().length
    const { id, said } = await askInThread('what is **Parley**?')
    expect(threadOf({ id })).toMatchObject({ name: 'what is Parley?' })
    expect(said).toHaveLength(1)
    expect(parley.answers()).toHaveLength(before)
  })

  test('is recorded once, with its question', async () => {
    const { id, turn } = await askInThread('say exactly: Just once.')
    const { rows } = await parley.database.database.query('select id from turns')
    expect(rows).toEqual([{ id }])
    expect(turn.state).toMatchObject({ is: 'answered' })
    expect(await remembered()).toEqual([
      { conversation: `thread:${id}`, text: 'say exactly: Just once.' },
      { conversation: `thread:${id}`, text: 'Just once.' },
    ])
    expect(parley.practice.requests.all()).toHaveLength(1)
  })

  test('is gone on from there by whoever writes, and not elsewhere', async () => {
    const { id } = await askInThread('my name is Countess')
    const { messages } = await parley.answerTo(await parley.say('@Parley what is my name?', { channel: id }))
    expect(messages).toMatchObject([{ content: expect.stringContaining('Countess'), channel_id: id }])
    await parley.answerTo(await parley.say('@Parley who was that?', { channel: id, author: 'Grace' }))
    expect(lastPrompt()).toEqual([
      'Ada: my name is Countess',
      expect.any(String),
      'Ada: what is my name?',
      expect.stringContaining('Countess'),
      'Grace: who was that?',
    ])
    const elsewhere = await askInThread('what is my name?')
    expect(lastPrompt()).toEqual(['what is my name?'])
    expect(elsewhere.said.join()).not.toContain('Countess')
    const { text } = await parley.ask('what is my name?', { channel: parley.direct('Ada') })
    expect(text).not.toContain('Countess')
  })

  test('knows nothing of what was said in the channel before', async () => {
    await parley.use('chatadmin thread', { answers: 'off' }, { author: 'Grace' })
    await parley.ask('my name is Countess')
    await parley.use('chatadmin thread', { answers: 'on' }, { author: 'Grace' })
    const { said } = await askInThread('what is my name?')
    expect(said.join()).not.toContain('Countess')
    await parley.use('chatadmin thread', { answers: 'off' }, { author: 'Grace' })
    expect((await parley.ask('what is my name?')).text).toContain('Countess')
  })

  test('goes where its question goes: a long one in parts, a question that is deleted is forgotten', async () => {
    const { id, said } = await askInThread('repeat 500 words')
    expect(said.length).toBeGreaterThan(1)
    expect(parley.answers(id).map(({ message_reference }) => message_reference?.message_id ?? null)).toEqual([
      null,
      ...parley
        .answers(id)
        .slice(0, -1)
        .map((message) => message.id),
    ])
    await parley.remove(id)
    await parley.until('the question is forgotten', async () =>
      (await remembered()).every(({ text }) => !text.startsWith('repeat')),
    )
  })
})

test('commands, direct messages and threads that are there already get no thread', async () => {
  const deferred = await parley.use('ask', { question: 'say exactly: Here.' })
  await parley.until('it is answered', () =>
    parley.answers().find(({ id, content }) => id === deferred?.id && content === 'Here.'),
  )
  for (const channel of ['what-to-plant', parley.direct('Ada')])
    expect((await parley.ask('say exactly: There.', { channel })).messages).toMatchObject([
      { content: 'There.' },
    ])
})

test('what is not answered opens no thread', async () => {
  await parley.use('chatadmin channel', { answers: 'off' }, { author: 'Grace' })
  const question = await parley.say('@Parley say exactly: Unheard.')
  await parley.answerTo(question)
  expect(threadOf(question)).toBeUndefined()
})

test.each(['create_threads', 'send_in_threads'])(
  'without the permission %s the answer stands in the channel, in the conversation there',
  async (permission) => {
    await parley.forbid('code-and-coffee', permission)
    const where = { channel: 'code-and-coffee' }
    expect((await parley.ask('my name is Countess', where)).messages).toMatchObject([
      { message_reference: { message_id: expect.any(String) } },
    ])
    expect((await parley.ask('what is my name?', where)).text).toContain('Countess')
    await parley.control('PATCH', '/channels/code-and-coffee', { bot_may: { [permission]: true } })
  },
)

test('after a restart the conversation in a thread goes on', async () => {
  const { id } = await askInThread('my name is Countess')
  await parley.stop()
  await parley.start()
  expect((await parley.ask('what is my name?', { channel: id })).text).toContain('Countess')
})
