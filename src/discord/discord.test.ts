import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startDiscordBot, type DiscordBot } from '../../test/discord-bot.ts'
import type { AnswerEvent, Router } from '../providers/contract.ts'

const route = { provider: 'groq', model: 'llama' }
const text = (words: string): AnswerEvent => ({ type: 'text', text: words })
const end: AnswerEvent = { type: 'end', finish: 'stop', route }
const says = (...events: AnswerEvent[]): Router['answer'] =>
  async function* () {
    yield* events
  }

let bot: DiscordBot
beforeAll(async () => {
  bot = await startDiscordBot()
})
afterAll(() => bot[Symbol.asyncDispose]())
beforeEach(() => {
  bot.prompts.length = 0
  bot.lines.length = 0
})

const soon = { timeout: 5000, interval: 20 }
const answersTo = async (channel: string, question: string) =>
  (await bot.answers(channel)).filter(({ message_reference }) => message_reference?.message_id === question)
const stateOf = async (turn: string) => {
  const { rows } = await bot.database.query<{ state: string; outcome: string | null; parts: string[] }>(
    'select state, outcome, parts::text[] from turns where id = $1',
    [turn],
  )
  return rows[0]
}

describe('somebody is answered', () => {
  test('who mentions the bot: with a reply that pings nobody, recorded in the ledger', async () => {
    bot.answerWith(says(text('Hello @everyone, <@100000000000000011>. This is my answer.'), end))
    const question = await bot.say('general', '@Parley hi')
    await vi.waitFor(
      async () => expect(await stateOf(question.id)).toMatchObject({ state: 'answered' }),
      soon,
    )
    const [answer, ...more] = await answersTo('general', question.id)
    expect(more).toEqual([])
    expect(answer).toMatchObject({ flags: 4, mentions: [], mention_everyone: false })
    expect(answer!.content).toContain('@everyone')
    expect(await stateOf(question.id)).toMatchObject({ outcome: 'stop', parts: [answer!.id] })
    expect(bot.prompts[0]!.messages.at(-1)).toEqual({ role: 'user', text: 'hi' })
  })

  test("who mentions the bot's own role", async () => {
    bot.answerWith(says(text('Yes.'), end))
    type State = { guilds: { roles: { id: string; managed: boolean }[] }[] }
    const state = await bot.control<State>('GET', '/state')
    const role = state.guilds[0]!.roles.find(({ managed }) => managed)!.id
    const question = await bot.say('general', `<@&${role}> is it you?`)
    await vi.waitFor(async () => expect(await answersTo('general', question.id)).toHaveLength(1), soon)
    expect(bot.prompts[0]!.messages.at(-1)!.text).toBe('is it you?')
  })

  test('who replies to the bot, and remembers what was said', async () => {
    bot.answerWith(says(text('Water them.'), end))
    const first = await bot.say('lobby', '@Parley tomatoes?')
    await vi.waitFor(async () => expect(await stateOf(first.id)).toMatchObject({ state: 'answered' }), soon)
    const [answer] = await answersTo('lobby', first.id)
    const second = await bot.say('lobby', 'How much?', { reply_to: answer!.id })
    await vi.waitFor(async () => expect(await answersTo('lobby', second.id)).toHaveLength(1), soon)
    expect(bot.prompts[1]!.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  })
})

test('a question that is edited or deleted afterwards is so in the history, too', async () => {
  bot.answerWith(says(text('Water them.'), end))
  const ask = async (words: string) => {
    const question = await bot.say('what-to-plant', words)
    await vi.waitFor(
      async () => expect(await stateOf(question.id)).toMatchObject({ state: 'answered' }),
      soon,
    )
    return question
  }
  const remembered = async () => {
    const { rows } = await bot.database.query<{ text: string }>(
      `select m.text from messages m join turns t on t.id = m.turn
       where m.role = 'user' and t.conversation like 'thread:%' order by m.turn`,
    )
    return rows.map((row) => row.text)
  }
  const [first, second] = [await ask('@Parley roses?'), await ask('@Parley and tulips?')]
  await bot.control('PATCH', `/messages/${first.id}`, { content: '@Parley beans, I mean?' })
  await bot.control('DELETE', `/messages/${second.id}`)
  await vi.waitFor(async () => expect(await remembered()).toEqual(['beans, I mean?']), soon)
})

describe('nothing is said', () => {
  test('to a message for somebody else, or to a reply whose words Discord withheld', async () => {
    bot.answerWith(says(text('Yes.'), end))
    const first = await bot.say('support', '@Parley anybody?')
    await vi.waitFor(async () => expect(await stateOf(first.id)).toMatchObject({ state: 'answered' }), soon)
    const [answer] = await answersTo('support', first.id)
    await bot.say('support', 'Hi @Grace')
    await bot.say('support', 'no ping', { reply_to: answer!.id, ping: false })
    const last = await bot.say('support', '@Parley and now?')
    await vi.waitFor(async () => expect(await answersTo('support', last.id)).toHaveLength(1), soon)
    expect(await bot.answers('support')).toHaveLength(2)
  })

  test('where the bot may not write: it stops and says why', async () => {
    bot.answerWith(says(text('You will not read this.'), end))
    const question = await bot.say('announcements', '@Parley hi')
    const silent = { state: 'silent', outcome: 'missing_permission' }
    await vi.waitFor(async () => expect(await stateOf(question.id)).toMatchObject(silent), soon)
    expect(bot.lines.join()).toContain('Send Messages')
  })

  test('any more when the question is deleted', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    bot.answerWith(async function* (_, signal) {
      yield text('The beginning of a long answer, which is shown. ')
      await Promise.race([
        promise,
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ])
      yield text('Never.')
    })
    const question = await bot.say('general', '@Parley tell me')
    await vi.waitFor(async () => expect(await answersTo('general', question.id)).toHaveLength(1), soon)
    await bot.control('DELETE', `/messages/${question.id}`)
    const silent = { state: 'silent', outcome: 'question_deleted' }
    await vi.waitFor(async () => expect(await stateOf(question.id)).toMatchObject(silent), soon)
    resolve()
  })
})

test('a mention without words gets a hint, once', async () => {
  const question = await bot.say('code-and-coffee', '@Parley')
  await vi.waitFor(async () => expect(await stateOf(question.id)).toMatchObject({ state: 'refused' }), soon)
  const answers = await answersTo('code-and-coffee', question.id)
  expect(answers.map(({ content }) => content)).toEqual([expect.stringContaining("I'll answer")])
  expect(bot.prompts).toEqual([])
})

test('an answer of several messages is a chain of replies with whole code blocks', async () => {
  const code = Array.from({ length: 120 }, (_, line) => `const value${line} = compute(${line})`).join('\n')
  const whole = `Look:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nThat is all.`
  bot.answerWith(async function* () {
    for (let at = 0; at < whole.length; at += 400) yield text(whole.slice(at, at + 400))
    yield end
  })
  const question = await bot.say('code-and-coffee', '@Parley show me code')
  await vi.waitFor(async () => expect(await stateOf(question.id)).toMatchObject({ state: 'answered' }), soon)
  const { parts } = (await stateOf(question.id))!
  const shown = (await bot.answers('code-and-coffee')).filter(({ id }) => parts.includes(id))
  expect(shown.map(({ id }) => id)).toEqual(parts)
  expect(parts.length).toBeGreaterThan(1)
  expect(shown.map(({ message_reference }) => message_reference?.message_id)).toEqual([
    question.id,
    ...parts.slice(0, -1),
  ])
  for (const { content, flags } of shown) {
    expect(content.match(/```/g)).toHaveLength(2)
    expect(flags).toBe(4)
  }
})

test('a provider that fails in mid-answer leaves what was shown, and a sentence', async () => {
  const failure = { kind: 'unavailable', route, status: 503, retryAfterMs: null, detail: 'down' } as const
  bot.answerWith(
    says(text('The beginning of a long answer, which is shown.'), {
      type: 'failed',
      failure,
      retryAfterMs: null,
    }),
  )
  const question = await bot.say('general', '@Parley tell me more')
  await vi.waitFor(async () => expect(await stateOf(question.id)).toMatchObject({ outcome: 'busy' }), soon)
  const [answer] = await answersTo('general', question.id)
  expect(answer!.content).toMatch(/^The beginning of a long answer, which is shown\.\n-# Nobody/)
})

test('a connection that is cut loses no question and answers none twice', async () => {
  bot.answerWith(async function* () {
    yield text('One answer.')
    yield end
  })
  await bot.control('POST', '/faults', { kind: 'refuse_connections', for_ms: 1500 })
  await bot.control('POST', '/faults', { kind: 'cut' })
  const question = await bot.say('lobby', '@Parley are you there?')
  await vi.waitFor(async () => expect(await stateOf(question.id)).toMatchObject({ state: 'answered' }), {
    ...soon,
    timeout: 8000,
  })
  expect(await answersTo('lobby', question.id)).toHaveLength(1)
  expect(bot.lines.join()).toContain('its session goes on')
})

test('a POST whose response is lost is there once', async () => {
  bot.answerWith(says(text('Only once.'), end))
  const path = '/channels/*/messages'
  await bot.control('POST', '/faults', { kind: 'rest_reset', after_work: true, method: 'POST', path })
  const question = await bot.say('lobby', '@Parley once?')
  await vi.waitFor(async () => expect(await stateOf(question.id)).toMatchObject({ state: 'answered' }), soon)
  expect(await answersTo('lobby', question.id)).toHaveLength(1)
})
