import { GatewayDispatchEvents, type GatewayDispatchPayload } from 'discord-api-types/v10'
import { describe, expect, test, vi } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import type { Question } from '../chat/contract.ts'
import { ChatError } from '../lib/errors.ts'
import { createLive } from '../lib/live.ts'
import { createLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createIntake } from './intake.ts'
import { createDiscordMetrics } from './metrics.ts'
import { createPlaces } from './places.ts'

const self = { id: '100000000000000001', name: 'Parley', application: '100000000000000001' }
const away = new ChatError('unavailable', 'Postgres is away')

describe('a message for the bot', () => {
  test('is answered when it is recorded, and counts from then on', async () => {
    const { dispatch, questions, records } = setUp()
    const { promise, resolve } = Promise.withResolvers<'new' | 'known'>()
    records.push(() => promise)
    const dealt = dispatch(direct('1', 'hi'), self)
    await settled()
    expect(questions).toEqual([])
    resolve('new')
    await dealt
    expect(questions).toMatchObject([
      { id: '1', text: 'hi', guild: null, shared: false, author: { name: 'Ada' } },
    ])
  })

  test('is not answered when it is known already', async () => {
    const { dispatch, questions, records } = setUp()
    records.push(async () => 'known')
    await dispatch(direct('1', 'hi'), self)
    expect(questions).toEqual([])
  })

  test('waits for a database that is away, and those of its conversation behind it', async () => {
    const { clock, dispatch, questions, records, lines } = setUp()
    records.push(
      () => Promise.reject(away),
      () => Promise.reject(away),
    )
    const both = Promise.all([dispatch(direct('1', 'first'), self), dispatch(direct('2', 'second'), self)])
    await clock.advance(100)
    expect(questions).toEqual([])
    await clock.advance(1000)
    await both
    expect(questions.map(({ id }) => id)).toEqual(['1', '2'])
    expect(lines.join()).not.toMatch(/first|second/)
  })

  test('must come again when the bot is stopped before it is recorded', async () => {
    const { clock, dispatch, records, stop, questions } = setUp()
    records.push(() => Promise.reject(away))
    const dealt = dispatch(direct('1', 'hi'), self)
    await clock.advance(0)
    stop(new Error('stopping'))
    await expect(dealt).rejects.toThrow('stopping')
    expect(questions).toEqual([])
  })

  test('is passed over when the database refuses its values, whatever is tried', async () => {
    const { dispatch, records, questions, lines } = setUp()
    records.push(() => Promise.reject(new ChatError('22021', 'invalid byte sequence')))
    await dispatch(direct('1', 'hi'), self)
    expect(questions).toEqual([])
    expect(lines.join()).toContain('passed over')
  })
})

test('what is attached comes along, and an edit says what is left of it; nothing is fetched', async () => {
  const { dispatch, questions, deeds } = setUp()
  const fetching = vi.spyOn(globalThis, 'fetch')
  const attachment = { id: '9', filename: 'a.md', size: 5, url: 'https://x/a.md', proxy_url: 'https://y' }
  const written = { ...messageOf('1', ''), attachments: [{ ...attachment, content_type: 'text/markdown' }] }
  await dispatch(event(GatewayDispatchEvents.MessageCreate, written), self)
  const file = { id: '9', name: 'a.md', size: 5, url: 'https://x/a.md', contentType: 'text/markdown' }
  expect(questions).toMatchObject([{ text: '', files: [file] }])
  const changed = { ...written, content: 'words', attachments: [attachment], edited_timestamp: 'now' }
  await dispatch(event(GatewayDispatchEvents.MessageUpdate, changed), self)
  expect(deeds).toEqual(['amend 1 words, a.md'])
  expect(fetching).not.toHaveBeenCalled()
  fetching.mockRestore()
})

test('what is not for the bot is dealt with at once', () => {
  const { dispatch } = setUp()
  expect(dispatch(inGuild('1', 'hello all'), self)).toBeNull()
  expect(dispatch(event(GatewayDispatchEvents.TypingStart, {}), self)).toBeNull()
})

test("a mention of the bot's own role counts once the guild is known, and no longer when the role is gone", async () => {
  const { dispatch, questions } = setUp()
  const guild = {
    id: '5',
    channels: [],
    threads: [],
    roles: [{ id: '77', tags: { bot_id: self.id } }, { id: '78' }],
  }
  expect(dispatch(inGuild('1', '<@&77> hi'), self)).toBeNull()
  void dispatch(event(GatewayDispatchEvents.GuildCreate, guild), self)
  await dispatch(inGuild('2', '<@&77> hi'), self)
  void dispatch(event(GatewayDispatchEvents.GuildRoleDelete, { guild_id: '5', role_id: '77' }), self)
  expect(dispatch(inGuild('3', '<@&77> hi'), self)).toBeNull()
  expect(questions.map(({ id }) => id)).toEqual(['2'])
})

describe('where a question was written', () => {
  test('is known with it: a thread is a conversation of its own', async () => {
    const { channels, dispatch, questions } = setUp()
    channels.set('44', { id: '44', type: 11, parent_id: '4' })
    channels.set('4', { id: '4', type: 0, parent_id: '3', nsfw: true })
    await dispatch(inGuild('1', `<@${self.id}> hi`, { channel_id: '44' }), self)
    await dispatch(inGuild('2', `<@${self.id}> hi`, { channel_id: '45', channel_type: 11 }), self)
    expect(questions).toMatchObject([
      { conversation: 'thread:44', places: ['44', '4', '3'], ageRestricted: true },
      { conversation: 'thread:45', places: ['45'], ageRestricted: false },
    ])
  })

  test('may be asked of Discord: the questions of the channel wait, and stay in order', async () => {
    const { channels, dispatch, questions } = setUp()
    const { promise, resolve } = Promise.withResolvers<object>()
    channels.set('4', promise)
    const both = [
      dispatch(inGuild('1', `<@${self.id}> first`), self),
      dispatch(inGuild('2', `<@${self.id}> second`), self),
    ]
    await settled()
    expect(questions).toEqual([])
    resolve({ id: '4', type: 0 })
    for (const dealt of both) await dealt
    expect(questions.map(({ id }) => id)).toEqual(['1', '2'])
  })
})

describe('afterwards', () => {
  test('an edit by a person amends the question; an update by Discord itself does not', async () => {
    const { dispatch, deeds } = setUp()
    const { MessageUpdate } = GatewayDispatchEvents
    await dispatch(event(MessageUpdate, { ...messageOf('1', 'new words'), edited_timestamp: 'now' }), self)
    expect(dispatch(event(MessageUpdate, messageOf('2', 'a link')), self)).toBeNull()
    expect(deeds).toEqual(['amend 1 new words'])
  })

  test('an edit and a deletion wait until the question is recorded', async () => {
    const { clock, dispatch, deeds, questions, records } = setUp()
    records.push(() => Promise.reject(away))
    const all = [
      dispatch(direct('1', 'old words'), self),
      dispatch(
        event(GatewayDispatchEvents.MessageUpdate, { ...messageOf('1', 'new'), edited_timestamp: 'now' }),
        self,
      ),
      dispatch(event(GatewayDispatchEvents.MessageDelete, { channel_id: '4', id: '1' }), self),
    ]
    await clock.advance(100)
    expect(deeds).toEqual([])
    await clock.advance(1000)
    for (const dealt of all) await dealt
    expect(questions.map(({ id }) => id)).toEqual(['1'])
    expect(deeds).toEqual(['amend 1 new', 'forget 4 1'])
  })

  test('deleted messages are forgotten, one or many', async () => {
    const { dispatch, deeds } = setUp()
    await dispatch(event(GatewayDispatchEvents.MessageDelete, { channel_id: '4', id: '1' }), self)
    await dispatch(event(GatewayDispatchEvents.MessageDeleteBulk, { channel_id: '4', ids: ['2', '3'] }), self)
    expect(deeds).toEqual(['forget 4 1', 'forget 4 2,3'])
  })
})

function setUp() {
  const clock = createFakeClock()
  const stopping = new AbortController()
  const lines: string[] = []
  const questions: Question[] = []
  const deeds: string[] = []
  const records: (() => Promise<'new' | 'known'>)[] = []
  const channels = new Map<string, object | Promise<object>>()
  const log = createLog('debug', (line) => lines.push(line))
  const places = createPlaces({
    rest: { getChannel: async (id) => JSON.parse(JSON.stringify((await channels.get(id)) ?? { id })) },
    clock,
    log,
    signal: stopping.signal,
  })
  const dispatch = createIntake({
    settings: createLive({ conversation_scope: 'user' }),
    places,
    record: () => records.shift()?.() ?? Promise.resolve('new'),
    answer: async (question) => void questions.push(question),
    amendQuestion: async (id, { text, files }) =>
      void deeds.push(`amend ${id} ${[text, ...files.map(({ name }) => name)].join(', ')}`),
    forgetMessages: async (channel, ids) => void deeds.push(`forget ${channel} ${ids.join()}`),
    clock,
    log,
    metrics: createDiscordMetrics(createMetrics({ processMetrics: false })),
    signal: stopping.signal,
  })
  return {
    clock,
    lines,
    channels,
    questions,
    deeds,
    records,
    dispatch,
    stop: (why: Error) => stopping.abort(why),
  }
}

const messageOf = (id: string, content: string) => ({
  id,
  channel_id: '4',
  author: { id: '2', username: 'ada', global_name: 'Ada' },
  content,
  type: 0,
  mentions: [],
  attachments: [],
  edited_timestamp: null,
})
const direct = (id: string, content: string) =>
  event(GatewayDispatchEvents.MessageCreate, messageOf(id, content))
const inGuild = (id: string, content: string, more: object = {}) =>
  event(GatewayDispatchEvents.MessageCreate, { ...messageOf(id, content), guild_id: '5', ...more })

/** As it comes from the wire. */
function event(t: GatewayDispatchEvents, d: object): GatewayDispatchPayload {
  return JSON.parse(JSON.stringify({ op: 0, s: 1, t, d }))
}

const settled = () => new Promise((resolve) => setImmediate(resolve))
