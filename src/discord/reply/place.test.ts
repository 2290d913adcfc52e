import { describe, expect, test } from 'vitest'
import { channel, question as id, stageReply } from '../../../test/staged-reply.ts'
import { DiscordError } from '../rest/errors.ts'

const words = 'Words enough to be shown at once, and a few more.'
const forbidden = new DiscordError({ method: 'POST', status: 403, code: 50013, fields: [] })
const inThread = { to: { channel, message: id, thread: { name: 'Tomatoes' } } }
const thread = `thread of ${id}`

describe('an answer in a thread', () => {
  test('opens it once, types in it, and replies there to nothing but itself', async () => {
    const { clock, answer, deliver, did, reply } = stageReply({}, inThread)
    await Promise.all([reply.prepare(() => clock.sleep(1000)), clock.advance(1000)])
    void deliver()
    answer.say(`${words} `.repeat(60))
    answer.end()
    await clock.advance(2000)
    expect(did('thread')).toMatchObject([{ where: channel, message: id, content: 'Tomatoes' }])
    expect(did('type').every(({ where }) => where === thread)).toBe(true)
    expect(did('post').map(({ where, body }) => [where, body.nonce])).toEqual([
      [thread, `${id}-0`],
      [thread, `${id}-1`],
    ])
    expect(did('post')[0]!.body).not.toHaveProperty('message_reference')
    expect(did('post')[1]!.body).toMatchObject({
      message_reference: { message_id: 'm0', channel_id: thread },
    })
    expect(did('edit').every(({ where }) => where === thread)).toBe(true)
  })

  test.each([
    ['may not be opened', 'thread'],
    ['may not be written in', 'type'],
  ] as const)('stands in the channel where the thread %s', async (_, kind) => {
    const { clock, answer, deliver, did, refuseWhere, fail, lines } = stageReply({}, inThread)
    if (kind === 'thread') fail.thread = forbidden
    refuseWhere.test = (_, where) => (where === thread ? forbidden : null)
    const delivered = deliver()
    answer.say(words)
    answer.end()
    await clock.advance(0)
    expect(await delivered).toEqual({ is: 'complete' })
    expect(did('post')).toMatchObject([{ where: channel, body: { message_reference: { message_id: id } } }])
    expect(lines.join()).toContain('the answer stands in the channel')
  })

  test('is taken over in the thread that is there', async () => {
    const { clock, answer, deliver, did } = stageReply({}, { ...inThread, parts: ['m7'] })
    void deliver()
    answer.say(words)
    answer.end()
    await clock.advance(0)
    expect(did('edit')[0]).toMatchObject({ where: thread, message: 'm7' })
  })
})

describe('typing', () => {
  test('goes on from what is prepared to the first words, without a gap or a doubling', async () => {
    const { clock, answer, deliver, did, reply } = stageReply()
    await Promise.all([reply.prepare(() => clock.sleep(3000)), clock.advance(3000)])
    void deliver()
    await clock.advance(15_000)
    expect(did('type').map(({ at }) => at)).toEqual([0, 8000, 16_000])
    answer.say(words)
    answer.end()
    await clock.advance(20_000)
    expect(did('type')).toHaveLength(3)
  })

  test('begins anew when what was prepared took too little to be seen', async () => {
    const { clock, deliver, did, hold, fail, reply } = stageReply()
    const release = hold('type')
    fail.type = new Error('aborted')
    await reply.prepare(async () => {})
    release()
    await clock.advance(0)
    delete fail.type
    void deliver()
    await clock.advance(0)
    expect(did('type').map(({ at }) => at)).toEqual([0, 0])
  })

  test('that was refused while something was prepared ends the answer', async () => {
    const { clock, deliver, fail, reply } = stageReply()
    fail.type = forbidden
    await Promise.all([reply.prepare(() => clock.sleep(100)), clock.advance(100)])
    const delivered = deliver()
    await clock.advance(0)
    expect(await delivered).toEqual({ is: 'stopped', rule: 'missing_permission' })
  })
})
