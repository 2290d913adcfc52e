import { describe, expect, test } from 'vitest'
import { channel, question as id, stageReply } from '../../../test/staged-reply.ts'
import type { Notice } from '../../chat/contract.ts'
import { DiscordError } from '../rest/errors.ts'

const words = (length: number) => 'A word. '.repeat(Math.ceil(length / 8)).trim()
const interaction = { interaction: { id, application: '1', token: 't' }, isPrivate: false }
const artificial: Notice = { code: 'artificial' }
const forbidden = new DiscordError({ method: 'PATCH', status: 403, code: 50013, fields: [] })

describe('buttons', () => {
  test('an answer can be stopped while it streams, and written anew when it is complete', async () => {
    const { clock, answer, deliver, seen } = stageReply()
    void deliver()
    answer.say(words(50))
    await clock.advance(0)
    expect(seen()).toMatchObject([{ buttons: ['answer:stop'] }])
    answer.end()
    await clock.advance(0)
    expect(seen()).toMatchObject([{ content: words(50), buttons: ['answer:again'] }])
  })

  test('stand below the last message alone, and move along without a request of their own', async () => {
    const { clock, answer, deliver, did, seen } = stageReply()
    void deliver()
    answer.say(words(1900))
    await clock.advance(0)
    answer.say(` ${words(1000)}`)
    await clock.advance(1200)
    expect(seen().map(({ buttons }) => buttons)).toEqual([[], ['answer:stop']])
    expect(did('edit')).toHaveLength(1)
    answer.end()
    await clock.advance(0)
    expect(seen().map(({ buttons }) => buttons)).toEqual([[], ['answer:again']])
    expect(did('edit')).toHaveLength(2)
  })

  test('let a person choose whom to ask instead, where there is a choice', async () => {
    const { clock, answer, deliver, did, seen } = stageReply({}, { providers: ['groq', 'gemini'] })
    void deliver()
    answer.say(words(50))
    answer.end()
    await clock.advance(0)
    expect(seen()).toMatchObject([{ buttons: ['answer:again', 'answer:with'] }])
    expect(did('edit').at(-1)!.body.components).toMatchObject([
      { components: [{ custom_id: `answer:again:${id}`, label: 'Regenerate' }] },
      {
        components: [{ custom_id: `answer:with:${id}`, options: [{ value: 'groq' }, { value: 'gemini' }] }],
      },
    ])
  })

  test('take the place of a reply where Discord withholds what it says', async () => {
    const { clock, answer, deliver, seen } = stageReply({}, { to: interaction })
    void deliver()
    answer.say(words(50))
    answer.end()
    await clock.advance(0)
    expect(seen()).toMatchObject([{ buttons: ['answer:again', 'answer:reply'] }])
  })

  test('let a refused question be asked again, where that may help', async () => {
    const { clock, reply, seen } = stageReply()
    await Promise.all([reply.refuse({ code: 'busy', retryAfterMs: null }), clock.advance(0)])
    expect(seen()).toMatchObject([{ buttons: ['answer:again'] }])
    const other = stageReply()
    await Promise.all([other.reply.refuse({ code: 'opted_out' }), other.clock.advance(0)])
    expect(other.seen()).toMatchObject([{ buttons: [] }])
  })

  test('are under the sentence of an answer that was stopped, and nowhere above it', async () => {
    const { clock, answer, deliver, reply, seen } = stageReply()
    void deliver().catch(() => {})
    answer.say(words(1999))
    answer.break(new Error('stopped'))
    await clock.advance(0)
    await Promise.all([reply.refuse({ code: 'stopped' }), clock.advance(0)])
    expect(seen().map(({ buttons }) => buttons)).toEqual([[], ['answer:again']])
  })

  test('are not there when the operator wants none', async () => {
    const { clock, answer, deliver, seen } = stageReply({ buttons: false }, { to: interaction })
    void deliver()
    answer.say(words(50))
    await clock.advance(0)
    answer.end()
    await clock.advance(0)
    expect(seen()).toMatchObject([{ buttons: [] }])
  })
})

describe('notices', () => {
  test('stand below the answer in small letters when it has ended', async () => {
    const { clock, answer, deliver, shown } = stageReply()
    void deliver(artificial)
    answer.say(words(50))
    await clock.advance(0)
    expect(shown()).toEqual([words(50)])
    answer.end()
    await clock.advance(0)
    expect(shown()).toEqual([expect.stringMatching(/word\.\n-# I'm an AI, [^\n]+$/)])
  })

  test('that do not fit are a further part, which carries the buttons', async () => {
    const { clock, answer, deliver, seen, ledger } = stageReply()
    void deliver(artificial)
    answer.say(words(1999))
    answer.end()
    await clock.advance(0)
    expect(seen()).toMatchObject([
      { content: words(1999), buttons: [] },
      { content: expect.stringMatching(/^-# I'm an AI/), buttons: ['answer:again'] },
    ])
    expect(ledger.at(-1)).toBe('record 1 m1')
  })

  test('are left out of an answer that failed', async () => {
    const { clock, answer, deliver, shown } = stageReply()
    void deliver(artificial)
    answer.say(words(50))
    answer.fail()
    await clock.advance(0)
    expect(shown()).toEqual([words(50)])
  })
})

describe('an answer that is refused instead', () => {
  test('is replaced by the sentence: its first message is edited, the others and the file go', async () => {
    const { clock, answer, deliver, reply, seen, did } = stageReply({ max_messages: 2 })
    void deliver()
    answer.say(words(9000))
    answer.end()
    await clock.advance(0)
    expect(seen()).toHaveLength(2)
    await Promise.all([reply.refuse({ code: 'moderated', what: 'answer' }, 'instead'), clock.advance(0)])
    expect(seen()).toEqual([
      { content: expect.stringMatching(/^What I was about to say/), buttons: [], file: null },
    ])
    expect(did('delete').map(({ message }) => message)).toEqual(['m1'])
  })

  test('also where an earlier attempt has shown it', async () => {
    const { clock, reply, did } = stageReply({}, { parts: ['m7', 'm8', null] })
    await Promise.all([reply.refuse({ code: 'moderated', what: 'answer' }, 'instead'), clock.advance(0)])
    expect(did('edit')).toMatchObject([{ message: 'm7', body: { components: [], attachments: [] } }])
    expect(did('delete').map(({ message }) => message)).toEqual(['m8'])
  })

  test('is the sentence alone where nothing is shown yet', async () => {
    const { clock, reply, shown } = stageReply()
    await Promise.all([reply.refuse({ code: 'moderated', what: 'question' }, 'instead'), clock.advance(0)])
    expect(shown()).toHaveLength(1)
  })
})

describe('an answer that is longer than it may be', () => {
  test('says so while it streams, and is attached as a whole to the last message', async () => {
    const { clock, answer, deliver, seen, did } = stageReply({ max_messages: 2 })
    const delivered = deliver(artificial)
    answer.say(words(3000))
    await clock.advance(1200)
    answer.say(` ${words(6000)}`)
    await clock.advance(5000)
    expect(seen()).toHaveLength(2)
    expect(seen()[1]).toMatchObject({
      content: expect.stringMatching(/word\.\n-# This gets long: [^\n]+$/),
      file: null,
      buttons: ['answer:stop'],
    })
    const before = did('edit').length
    answer.say(` ${words(6000)}`)
    await clock.advance(5000)
    expect(did('edit')).toHaveLength(before)
    answer.end()
    await clock.advance(0)
    expect(await delivered).toEqual({ is: 'complete' })
    expect(did('edit')).toHaveLength(before + 1)
    expect(seen()[1]).toEqual({
      content: expect.stringMatching(/word\.\n-# All of it is in the file\.\n-# I'm an AI[^\n]+$/),
      file: `${words(3000)} ${words(6000)} ${words(6000)}`,
      buttons: ['answer:again'],
    })
    expect(seen().every(({ content }) => content.length <= 2000)).toBe(true)
  })

  test('keeps its code blocks whole where the last message is cut', async () => {
    const { clock, answer, deliver, shown } = stageReply({ max_messages: 1 })
    void deliver()
    answer.say(`Look:\n\`\`\`ts\n${'const one = 1\n'.repeat(400)}\`\`\``)
    answer.end()
    await clock.advance(0)
    expect(shown()).toEqual([expect.stringMatching(/^Look:\n```ts\n[^`]+\n```\n-# All of it/)])
  })

  test('is posted with its file, and with its nonce, when it is shown at its end alone', async () => {
    const { clock, answer, deliver, did } = stageReply({ max_messages: 1, streaming: 'whole' })
    void deliver()
    answer.say(words(3000))
    answer.end()
    await clock.advance(0)
    expect(did('post')).toMatchObject([
      { body: { nonce: `${id}-0`, attachments: [{ id: '0', filename: 'answer.md' }] } },
    ])
  })

  test('is told without its end where no file may be attached', async () => {
    const { clock, answer, deliver, refuseWhere, seen } = stageReply({ max_messages: 1 })
    refuseWhere.test = ({ files }) => (files ? forbidden : null)
    const delivered = deliver()
    answer.say(words(3000))
    answer.end()
    await clock.advance(0)
    expect(await delivered).toEqual({ is: 'complete' })
    expect(seen()).toEqual([
      { content: expect.stringMatching(/\n-# The rest doesn't fit/), file: null, buttons: ['answer:again'] },
    ])
  })

  test('and fails has what came attached, and the sentence goes below it', async () => {
    const { clock, answer, deliver, reply, seen, did } = stageReply({ max_messages: 1 })
    void deliver()
    answer.say(words(3000))
    answer.fail()
    await clock.advance(0)
    await Promise.all([reply.refuse({ code: 'timed_out' }), clock.advance(0)])
    expect(seen()).toMatchObject([
      { file: words(3000), content: expect.stringMatching(/-# All of it is in the file\.$/), buttons: [] },
      { content: expect.stringMatching(/^-# That took too long/), buttons: ['answer:again'] },
    ])
    expect([...did('post'), ...did('edit')].filter(({ body }) => body.files)).toHaveLength(1)
  })
})

test('messages that an earlier attempt has shown keep no file that the answer has not', async () => {
  const { clock, answer, deliver, did } = stageReply({}, { parts: ['m7'], to: { channel, message: id } })
  void deliver()
  answer.say(words(50))
  answer.end()
  await clock.advance(0)
  expect(did('edit')[0]).toMatchObject({ message: 'm7', body: { attachments: [] } })
})
