import { describe, expect, test } from 'vitest'
import { channel, question as id, stageReply } from '../../../test/staged-reply.ts'
import { Stopping } from '../../chat/contract.ts'
import { QuestionDeleted, Superseded } from '../../chat/ending.ts'
import { DiscordError, DiscordUnavailable } from '../rest/errors.ts'

const long = (length: number) =>
  'A sentence of words. '
    .repeat(Math.ceil(length / 21))
    .slice(0, length)
    .trim()

describe('a streamed answer', () => {
  test('types at once and every 8 s until the first words', async () => {
    const { clock, answer, did, deliver } = stageReply()
    const delivered = deliver()
    await clock.advance(0)
    expect(did('type')).toHaveLength(1)
    await clock.advance(16_500)
    expect(did('type').map(({ at }) => at)).toEqual([0, 8000, 16_000])
    answer.say('x'.repeat(40))
    await clock.advance(20_000)
    expect(did('type')).toHaveLength(3)
    answer.end()
    await clock.advance(0)
    expect(await delivered).toEqual({ is: 'complete' })
  })

  test('shows its first words at 40 characters, at once', async () => {
    const { clock, answer, did, deliver } = stageReply()
    void deliver()
    await clock.advance(100)
    answer.say('x'.repeat(39))
    await clock.advance(500)
    expect(did('post')).toHaveLength(0)
    answer.say('y')
    await clock.advance(0)
    expect(did('post')).toMatchObject([{ at: 600, content: `${'x'.repeat(39)}y` }])
  })

  test('shows where its links lead, also across borders and when it breaks off', async () => {
    const { clock, answer, deliver, shown } = stageReply()
    void deliver().catch(() => {})
    answer.say('This is what I have found for you: [the do')
    await clock.advance(0)
    answer.say('cs](https://exam')
    await clock.advance(1200)
    expect(shown()).toEqual(['This is what I have found for you: [the docs'])
    answer.say('ple.org) and [more](https://')
    await clock.advance(1200)
    const docs = 'This is what I have found for you: [the docs (example.org)](https://example.org) and [more'
    expect(shown()).toEqual([docs])
    answer.break(new Stopping())
    await clock.advance(0)
    expect(shown()).toEqual([`${docs}] (https://`])
  })

  test('shows fewer after 1.5 s', async () => {
    const { clock, answer, did, deliver } = stageReply()
    void deliver()
    await clock.advance(100)
    answer.say('Well')
    await clock.advance(1000)
    answer.say(', so')
    await clock.advance(1000)
    expect(did('post')).toMatchObject([{ at: 1600, content: 'Well, so' }])
  })

  test('is edited every 1.2 s with the newest text, and at its end at once with all of it', async () => {
    const { clock, answer, did, deliver } = stageReply()
    const delivered = deliver()
    answer.say(long(50))
    for (let step = 0; step < 30; step += 1) {
      await clock.advance(100)
      answer.say(` ${step}`)
    }
    answer.end()
    await clock.advance(0)
    expect(await delivered).toEqual({ is: 'complete' })
    expect(did('edit').map(({ at }) => at)).toEqual([1200, 2400, 3000])
    expect(did('edit').at(-1)!.content).toMatch(/ 28 29$/)
  })

  test("waits for Discord's window, then shows the newest text", async () => {
    const { clock, answer, did, deliver, sent } = stageReply()
    sent.waitMs = 5000
    void deliver()
    answer.say(long(50))
    await clock.advance(10)
    answer.say(' early')
    await clock.advance(1300)
    expect(did('edit')).toMatchObject([{ at: 1200 }])
    answer.say(' late')
    await clock.advance(5000)
    answer.say(' later')
    await clock.advance(0)
    expect(did('edit').map(({ at }) => at)).toEqual([1200, 6200])
    expect(did('edit')[1]!.content).toMatch(/ late$/)
  })

  test('goes slower after a 429', async () => {
    const { clock, answer, did, deliver, sent } = stageReply()
    sent.refused = true
    void deliver()
    answer.say(long(50))
    for (let step = 0; step < 60; step += 1) {
      await clock.advance(100)
      answer.say(` ${step}`)
    }
    expect(did('edit').map(({ at }) => at)).toEqual([1800, 4500])
  })

  test('has one request under way at a time', async () => {
    const { clock, answer, did, deliver, hold } = stageReply()
    void deliver()
    const release = hold('post')
    answer.say(long(3000))
    await clock.advance(10_000)
    expect(did('post')).toHaveLength(1)
    release()
    await clock.advance(0)
    expect(did('post')).toHaveLength(2)
  })
})

describe('every message', () => {
  test('suppresses embeds, pings nobody, and replies to the one before it', async () => {
    const { clock, answer, did, deliver, ledger } = stageReply()
    void deliver()
    answer.say(long(4500))
    answer.end()
    await clock.advance(0)
    const posts = did('post')
    expect(posts.map(({ body }) => body)).toEqual(
      ['0', '1', '2'].map((part, index) => ({
        content: expect.any(String),
        components: expect.any(Array),
        nonce: `${id}-${part}`,
        enforce_nonce: true,
        flags: 4,
        allowed_mentions: { parse: [], replied_user: false },
        message_reference: { channel_id: channel, message_id: index === 0 ? id : `m${index - 1}` },
      })),
    )
    expect(ledger).toEqual(['intend 0', 'record 0 m0', 'intend 1', 'record 1 m1', 'intend 2', 'record 2 m2'])
    expect(posts.every(({ body }) => body.nonce!.length <= 25)).toBe(true)
  })

  test('is intended in the ledger before it is posted', async () => {
    const { clock, answer, did, deliver, intents } = stageReply()
    const { promise, resolve } = Promise.withResolvers<boolean>()
    intents.unshift(promise)
    void deliver()
    answer.say(long(50))
    await clock.advance(0)
    expect(did('post')).toHaveLength(0)
    resolve(true)
    await clock.advance(0)
    expect(did('post')).toHaveLength(1)
  })

  test('pings the author when that is set', async () => {
    const { clock, answer, did, deliver } = stageReply({ ping_author: true })
    void deliver()
    answer.say(long(50))
    await clock.advance(0)
    expect(did('post')[0]!.body.allowed_mentions).toEqual({ parse: [], replied_user: true })
  })
})

test('an answer that is to be shown whole is posted once, at its end', async () => {
  const { clock, answer, did, deliver } = stageReply({ streaming: 'whole' })
  void deliver()
  answer.say(long(500))
  await clock.advance(9000)
  expect(did('post')).toHaveLength(0)
  expect(did('type')).toHaveLength(2)
  answer.end()
  await clock.advance(0)
  expect(did('post')).toHaveLength(1)
  expect(did('edit')).toHaveLength(0)
})

describe('an answer that begins anew', () => {
  test('is written into the messages that are there, and surplus ones go', async () => {
    const { clock, answer, did, deliver, shown } = stageReply()
    const delivered = deliver()
    answer.say(long(4500))
    await clock.advance(1200)
    expect(shown()).toHaveLength(3)
    answer.events.push({ type: 'restart' })
    answer.say('Anew.')
    await clock.advance(3000)
    expect(shown()[0]).toBe('Anew.')
    answer.end()
    await clock.advance(0)
    await delivered
    expect(shown()).toEqual(['Anew.'])
    expect(did('post')).toHaveLength(3)
    expect(did('delete').map(({ message }) => message)).toEqual(['m2', 'm1'])
  })

  test('and then fails without a word leaves what was shown, with the sentence below it', async () => {
    const { clock, answer, deliver, reply, shown } = stageReply()
    const delivered = deliver()
    answer.say(long(50))
    await clock.advance(0)
    answer.events.push({ type: 'restart' })
    answer.fail()
    await clock.advance(0)
    expect((await delivered).is).toBe('failed')
    void reply.refuse({ code: 'busy', retryAfterMs: 5000 })
    await clock.advance(0)
    expect(shown()).toEqual([
      `${long(50)}\n-# Nobody who could answer is free right now. Please ask me again in 5 seconds.`,
    ])
  })
})

describe('a refusal', () => {
  test('is a message of its own when nothing is shown', async () => {
    const { clock, did, reply, ledger } = stageReply()
    void reply.refuse({ code: 'no_provider' })
    await clock.advance(0)
    expect(did('post')).toMatchObject([{ body: { nonce: `${id}-r`, message_reference: { message_id: id } } }])
    expect(did('post')[0]!.content).toMatch(/GROQ_API_KEY/)
    expect(ledger).toEqual([])
  })

  test('stands in a message of its own where it does not fit below the answer', async () => {
    const { clock, answer, did, deliver, reply } = stageReply()
    void deliver()
    answer.say(long(1990))
    answer.fail()
    await clock.advance(0)
    void reply.refuse({ code: 'timed_out' })
    await clock.advance(0)
    expect(did('post')[1]!.body).toMatchObject({ nonce: `${id}-r`, message_reference: { message_id: 'm0' } })
    expect(did('post')[1]!.content).toMatch(/^-# /)
  })
})

describe('when the answer is cut off', () => {
  test('by a stop, what it holds is shown before that is passed on', async () => {
    const { clock, answer, deliver, shown } = stageReply()
    const delivered = deliver()
    answer.say('So far')
    answer.break(new Stopping())
    await Promise.all([expect(delivered).rejects.toThrow(Stopping), clock.advance(0)])
    expect(shown()).toEqual(['So far'])
  })

  test.each([new Superseded(), new QuestionDeleted()])('by $code, nothing more is shown', async (reason) => {
    const { clock, answer, did, deliver } = stageReply()
    const delivered = deliver()
    answer.say('So far')
    answer.break(reason)
    await Promise.all([expect(delivered).rejects.toBe(reason), clock.advance(0)])
    expect(did('post')).toHaveLength(0)
  })
})

describe('it stops, says why in the log and asks the provider for no more', () => {
  test.each([
    ['the question was deleted', refusalOf(400, 50035, ['message_reference']), 'question_deleted'],
    ['the message is unknown', refusalOf(404, 10008), 'question_deleted'],
    ['a permission is missing', refusalOf(403, 50013), 'missing_permission'],
    ['the channel is gone', refusalOf(404, 10003), 'missing_permission'],
    ['the channel cannot be seen', refusalOf(403, 50001), 'missing_permission'],
  ])('when %s', async (_, error, rule) => {
    const { clock, answer, deliver, fail, lines } = stageReply()
    const delivered = deliver()
    fail.post = error
    answer.say(long(50))
    await clock.advance(0)
    expect(await delivered).toEqual({ is: 'stopped', rule })
    expect(answer.returned).toBe(true)
    expect(lines.join()).toContain(`"rule":"${rule}"`)
  })

  test('already when it may not type', async () => {
    const { clock, deliver, fail } = stageReply()
    fail.type = refusalOf(403, 50013)
    const delivered = deliver()
    await clock.advance(0)
    expect(await delivered).toEqual({ is: 'stopped', rule: 'missing_permission' })
  })

  test('when another attempt has the turn: before posting, and after it with the message taken back', async () => {
    const before = stageReply()
    before.intents.push(Promise.resolve(false))
    const first = before.deliver()
    before.answer.say(long(50))
    await before.clock.advance(0)
    expect(await first).toEqual({ is: 'stopped', rule: 'superseded' })
    expect(before.did('post')).toHaveLength(0)

    const after = stageReply()
    after.records.push(Promise.resolve(false))
    const second = after.deliver()
    after.answer.say(long(50))
    await after.clock.advance(0)
    expect(await second).toEqual({ is: 'stopped', rule: 'superseded' })
    expect(after.did('delete')).toHaveLength(1)
  })
})

test('an edit that fails for good is made up for, with a pause', async () => {
  const { clock, answer, deliver, fail, shown } = stageReply()
  const delivered = deliver()
  answer.say(long(50))
  await clock.advance(0)
  fail.edit = new DiscordUnavailable('it answered 503')
  answer.say(' More.')
  await clock.advance(2000)
  delete fail.edit
  answer.end()
  await clock.advance(20_000)
  expect(await delivered).toEqual({ is: 'complete' })
  expect(shown()).toEqual([`${long(50)} More.`])
})

test('an attempt that takes over edits the messages that are there', async () => {
  const { clock, answer, did, deliver } = stageReply({}, { parts: ['m7', null] })
  void deliver()
  answer.say(long(2500))
  answer.end()
  await clock.advance(0)
  expect(did('edit')).toMatchObject([{ message: 'm7' }])
  expect(did('post')).toMatchObject([{ body: { nonce: `${id}-1`, message_reference: { message_id: 'm7' } } }])
})

function refusalOf(status: number, code: number, fields: string[] = []) {
  return new DiscordError({ status, code, method: 'POST', fields })
}
