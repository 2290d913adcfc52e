import { describe, expect, test } from 'vitest'
import { createFastClock } from './fast-clock.ts'
import { startParley, type Parley } from './parley.ts'

const SPEED = 10
const messagesPath = '/channels/*/messages'
const slowly = { first_token_ms: 500, chunk_ms: 300 }

describe('a question that is deleted', () => {
  test('while it is being answered stops the answer, the provider’s work too, and the log says why', async () => {
    await using parley = await startParley({ clock: createFastClock(SPEED), pace: slowly })
    const question = await parley.say('@Parley repeat 900 words')
    await parley.until('words are shown', () => parley.answers().length > 0)
    await parley.remove(question.id)
    const { turn } = await parley.answerTo(question)
    expect(turn.state).toEqual({ is: 'silent', rule: 'question_deleted' })
    await parley.until('the provider is left', () => parley.practice.requests.all()[0]!.state === 'left')
    expect(parley.lines).toContainEqual(
      expect.objectContaining({ turn: question.id, outcome: 'question_deleted' }),
    )
    expect(parley.practice.requests.all()).toHaveLength(1)
  })

  test('before the first words gets none', async () => {
    await using parley = await startParley({ clock: createFastClock(SPEED), providers: ['groq'] })
    parley.practice.faults.add({ fault: 'slow_first_token', delay_ms: 20_000 })
    const question = await parley.say('@Parley what is Parley?')
    await parley.until('the provider is asked', () => parley.practice.requests.all().length === 1)
    await parley.remove(question.id)
    expect((await parley.answerTo(question)).turn.state).toEqual({ is: 'silent', rule: 'question_deleted' })
    expect(parley.answers()).toEqual([])
    await parley.until('the provider is left', () => parley.practice.requests.all()[0]!.state === 'left')
  })
})

describe('where the bot may not write', () => {
  test('nothing is posted, and the log says which permission is missing', async () => {
    await using parley = await startParley()
    const question = await parley.say('@Parley what is Parley?', { channel: 'announcements' })
    const { turn } = await parley.answerTo(question)
    expect(turn.state).toEqual({ is: 'silent', rule: 'missing_permission' })
    expect(parley.answers('announcements')).toEqual([])
    expect(parley.lines).toContainEqual(
      expect.objectContaining({ turn: question.id, msg: expect.stringContaining('Send Messages') }),
    )
  })

  test('any more, an answer that has begun ends there', async () => {
    await using parley = await startParley({ clock: createFastClock(SPEED), pace: slowly })
    const question = await parley.say('@Parley repeat 500 words')
    await parley.until('words are shown', () => parley.answers().length > 0)
    await parley.forbid('general', 'view')
    const { turn } = await parley.answerTo(question)
    expect(turn.state).toEqual({ is: 'silent', rule: 'missing_permission' })
    await parley.until('the provider is left', () => parley.practice.requests.all()[0]!.state === 'left')
  })
})

describe('an answer is posted once', () => {
  test('when Discord fails at first', async () => {
    await using parley = await startParley({ clock: createFastClock(SPEED) })
    await parley.fault({
      kind: 'rest_status',
      status: 500,
      code: 0,
      method: 'POST',
      path: messagesPath,
      count: 2,
      skip: 0,
    })
    await expectOnce(parley)
  })

  test('when connections break after the work is done, time and again', async () => {
    await using parley = await startParley({ clock: createFastClock(SPEED) })
    await parley.fault({
      kind: 'rest_reset',
      after_work: true,
      method: 'POST',
      path: messagesPath,
      count: 6,
      skip: 0,
    })
    await expectOnce(parley)
  })

  test('when Discord answers so late that it is asked again', async () => {
    await using parley = await startParley({ clock: createFastClock(SPEED) })
    await parley.fault({
      kind: 'rest_late',
      ms: 20_000,
      method: 'POST',
      path: messagesPath,
      count: 1,
      skip: 0,
    })
    await expectOnce(parley)
    await parley.until('it was asked twice', () => parley.requests.filter(isPost).length === 2)
  })

  test('and its last edit is complete, also when edits fail', async () => {
    await using parley = await startParley({ clock: createFastClock(SPEED), pace: slowly })
    await parley.fault({
      kind: 'rest_status',
      status: 503,
      code: 0,
      method: 'PATCH',
      path: `${messagesPath}/*`,
      count: 3,
      skip: 1,
    })
    const { contents } = await parley.ask('repeat 60 words')
    expect(contents).toEqual([Array.from({ length: 60 }, (_, index) => `word${index + 1}`).join(' ')])
  })
})

test('edits become rarer when Discord asks for patience', async () => {
  const clock = createFastClock(SPEED)
  await using parley = await startParley({ clock, pace: { first_token_ms: 0, chunk_ms: 300 } })
  await parley.fault({
    kind: 'rest_rate_limit',
    retry_after_ms: 100,
    scope: 'user',
    method: 'PATCH',
    path: '/**',
    count: 1,
    skip: 0,
  })
  const edits: number[] = []
  parley.discord.world.listen(({ is }) => void (is === 'message edited' && edits.push(clock.monotonic())))
  await parley.ask('repeat 220 words')
  expect(edits.length).toBeGreaterThanOrEqual(4)
  // One every 1.8 s instead of every 1.2 s, and the last one, which doesn't wait.
  expect(edits.length).toBeLessThanOrEqual((edits.at(-1)! - edits[0]!) / 1800 + 2)
})

describe('the gateway’s connection', () => {
  // Where a session goes on, the clock is the real one: what Discord's library does right after a close is told
  // from what it does later.
  test('that is cut is resumed, and what was said meanwhile is answered once', async () => {
    await using parley = await startParley()
    for (const fault of [{ kind: 'cut' }, { kind: 'cut', code: 4000 }, { kind: 'reconnect' }] as const) {
      const from = parley.lines.length
      await parley.fault(fault)
      const question = await parley.say(`@Parley say exactly: Still here after ${fault.kind}.`)
      expect(await parley.answerTo(question)).toMatchObject({
        contents: [`Still here after ${fault.kind}.`],
      })
      await parley.logged(/its session goes on/, from)
    }
    expect(parley.answers()).toHaveLength(3)
  })

  test('comes back after an outage, and the session goes on', async () => {
    await using parley = await startParley({ discord: { strict: true } })
    const from = parley.lines.length
    await parley.fault({ kind: 'refuse_connections', for_ms: 1500 })
    await parley.fault({ kind: 'cut' })
    const question = await parley.say('@Parley say exactly: I was patient.')
    await parley.logged(/The connection to Discord failed/, from)
    expect(await parley.answerTo(question)).toMatchObject({ contents: ['I was patient.'] })
    await parley.logged(/its session goes on/, from)
    expect(await parley.identifiesLeft()).toBe(999)
  })

  test('is resumed when Discord calls the session invalid for the moment', async () => {
    await using parley = await startParley()
    const from = parley.lines.length
    await parley.fault({ kind: 'invalid_session', resumable: true })
    await parley.logged(/its session goes on/, from)
    await expectOnce(parley)
  })

  test('begins a new session when the old one is gone', async () => {
    await using parley = await startParley({ clock: createFastClock(SPEED) })
    const from = parley.lines.length
    await parley.fault({ kind: 'invalid_session', resumable: false })
    await parley.logged(/a new session/, from)
    await expectOnce(parley)
  })

  test('is one of as many as Discord wants, and people of all servers are answered', async () => {
    await using parley = await startParley({
      clock: createFastClock(SPEED),
      discord: { settings: { shards: 3 } },
    })
    await parley.until('all are ready', async () =>
      /gateway_shards\{state="ready"\} 3$/m.test((await parley.get('/metrics')).text),
    )
    for (const channel of ['general', 'lobby', parley.direct('Grace')]) {
      const question = await parley.say('@Parley say exactly: Here.', { channel, author: 'Grace' })
      expect(await parley.answerTo(question)).toMatchObject({ contents: ['Here.'] })
    }
  })

  test('is refused for an intent that the operator has to switch on first; then more is read', async () => {
    await using parley = await startParley({
      clock: createFastClock(SPEED),
      errors: /Message Content intent/,
    })
    await parley.stop()
    await parley.configure({ discord: { message_content: true } })
    await parley.start({ ready: false })
    await parley.logged(/Message Content intent/)
    expect((await parley.get('/readyz')).text).toMatch(/^gateway: .*Message Content intent/m)

    await parley.stop()
    parley.discord.world.application.privilegedIntents.add('message_content')
    await parley.start()
    const { messages } = await parley.ask('say exactly: One.')
    const unpinged = await parley.say('say exactly: Two.', { replyTo: messages[0]!.id, ping: false })
    expect(await parley.answerTo(unpinged)).toMatchObject({ contents: ['Two.'] })
  })

  test('is not tried again when Discord refuses the token: the bot waits for its operator', async () => {
    const clock = createFastClock(SPEED)
    await using parley = await startParley({ clock, errors: /refuses the token/ })
    const before = await parley.identifiesLeft()
    await parley.fault({ kind: 'cut', code: 4004 })
    await parley.logged(/refuses the token/)
    expect(await parley.get('/readyz')).toEqual({
      status: 503,
      text: expect.stringMatching(/^gateway: .*DISCORD_TOKEN/m),
    })
    expect((await parley.get('/livez')).status).toBe(200)
    await clock.sleep(10_000)
    expect(await parley.identifiesLeft()).toBe(before)
    expect(await parley.fault({ kind: 'cut' })).toBe(0)
  })

  test('isn’t even opened with a token that Discord doesn’t know', async () => {
    await using parley = await startParley({ errors: /refuses the token/ })
    await parley.stop()
    await parley.start({ ready: false, variables: { DISCORD_TOKEN: 'MTIz.not-the-one.at-all' } })
    await parley.logged(/refuses the token/)
    expect((await parley.get('/livez')).status).toBe(200)
    expect((await parley.get('/readyz')).text).toMatch(/^gateway: .*DISCORD_TOKEN/m)
  })
})

const expectOnce = async (parley: Parley) => {
  expect(await parley.ask('say exactly: Once, and no more.')).toMatchObject({
    contents: ['Once, and no more.'],
    turn: { state: { is: 'answered' } },
  })
  expect(parley.answers()).toHaveLength(1)
}

const isPost = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.endsWith('/messages')
