import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixedId } from '../src/sandbox/world/snowflakes.ts'
import { createTestDatabase } from './database.ts'
import { startParley, type Parley, type ParleyOptions } from './parley.ts'
import type { Where } from './people.ts'
import { createShiftedClock } from './shifted-clock.ts'

const seeded = { ada: fixedId(11), grace: fixedId(12), garden: fixedId(100), gardeners: fixedId(102) }
const providers = ['groq', 'gemini', 'openai']
const places = { greenhouse: fixedId(113), seedlings: fixedId(114), coffee: fixedId(111) }

const grace = { author: 'Grace' }
const linus = { author: 'Linus' }

/** Noon, so that no day ends while a test runs. */
const noon = () => new Date().setUTCHours(12, 0, 0, 0)

const startLimited = async (settings: object, more: ParleyOptions = {}) => {
  const clock = createShiftedClock(noon())
  return Object.assign(await startParley({ clock, settings, ...more }), { clock })
}

/** What becomes of each question: its words, or null where nothing is said. */
const heard = async (parley: Parley, where: Where = {}, content = 'say exactly: Hello.') => {
  const { text, turn } = await parley.ask(content, where)
  return turn.state.is === 'silent' ? null : text
}

/** A command's answer, when there is one. */
const commanded = async (parley: Parley, question: string, where: Where = {}) => {
  const before = new Set(parley.answers(where.channel).map(({ id }) => id))
  await parley.use('ask', { question }, where)
  return parley.until('the command is answered', () =>
    parley.answers(where.channel).find(({ id, content }) => !before.has(id) && content !== ''),
  )
}

describe('a person who asks again too soon', () => {
  test('is told once for how long to wait, and answered when that is over', async () => {
    await using parley = await startLimited({ rate_limiting: { user_cooldown: 30 } })
    expect(await heard(parley, grace)).toBe('Hello.')
    const hint = await heard(parley, grace)
    const [, seconds] = /Please ask me again in (\d+) seconds\./.exec(hint ?? '') ?? []
    expect(Number(seconds)).toBeGreaterThan(20)
    expect(Number(seconds)).toBeLessThanOrEqual(30)
    expect([await heard(parley, grace), await heard(parley, { ...grace, channel: 'lobby' })]).toEqual([
      null,
      null,
    ])
    expect(await heard(parley, linus)).toBe('Hello.')
    parley.clock.shift(31_000)
    expect(await heard(parley, grace)).toBe('Hello.')
    expect(await heard(parley, grace)).toMatch(/in \d+ seconds/)
    expect(parley.practice.requests.all()).toHaveLength(3)
  })

  test('gets a word for every command, that nobody else sees', async () => {
    await using parley = await startLimited({ rate_limiting: { user_cooldown: 30 } })
    await parley.logged(/^The commands were registered/)
    expect((await commanded(parley, 'say exactly: Hello.', grace)).content).toBe('Hello.')
    for (const channel of ['general', 'general', parley.direct('Grace')])
      expect(await commanded(parley, 'say exactly: More.', { ...grace, channel })).toMatchObject({
        content: expect.stringMatching(/^That was quick: .* in \d+ seconds\.$/),
        ephemeral_to: seeded.grace,
      })
    expect(parley.answers().filter(({ ephemeral_to }) => !ephemeral_to)).toHaveLength(1)
    expect(parley.practice.requests.all()).toHaveLength(1)
  })

  test('may, by a role, ask sooner and more', async () => {
    const own = { user_cooldown: 0, user_requests_per_minute: 2 }
    const roles = { [seeded.gardeners]: own }
    await using parley = await startLimited({
      rate_limiting: { user_cooldown: 60, user_requests_per_minute: 9, roles },
    })
    expect([await heard(parley, grace), await heard(parley, grace)]).toEqual(['Hello.', 'Hello.'])
    expect(await heard(parley, grace)).toMatch(/^That was quick/)
    expect([await heard(parley, linus), await heard(parley, linus)]).toEqual([
      'Hello.',
      expect.stringMatching(/^That was quick/),
    ])
  })
})

describe('too many questions a minute', () => {
  const everywhere = expect.stringMatching(/^Too many people are asking me at once\. .* in /)

  test('in one channel leave the others alone', async () => {
    expect(await inEach({ channel_requests_per_minute: 1 })).toEqual([
      expect.stringMatching(/^There are too many questions in this channel at once\. .* in /),
      'Hello.',
      'Hello.',
      'Hello.',
    ])
  })

  test('on one server leave the others alone', async () => {
    const crowded = expect.stringMatching(/^There are too many questions on this server at once\. .* in /)
    expect(await inEach({ guild_requests_per_minute: 1 })).toEqual([crowded, null, 'Hello.', 'Hello.'])
  })

  test('everywhere stop everybody', async () => {
    expect(await inEach({ global_requests_per_minute: 1 })).toEqual([everywhere, null, everywhere, null])
  })
})

describe('the operator’s lists', () => {
  test('decide which people are answered; operators are, whatever they say', async () => {
    expect(await answered({ block_users: [seeded.grace, seeded.ada] }, [grace, grace, linus, {}])).toEqual([
      "I'm not allowed to answer you. If that's a mistake, tell whoever runs me.",
      null,
      'Hello.',
      'Hello.',
    ])
    expect(await answered({ allow_users: [seeded.grace] }, [linus, grace])).toEqual([
      expect.stringMatching(/^I'm not allowed to answer you\./),
      'Hello.',
    ])
  })

  test('decide which roles are answered', async () => {
    const role = expect.stringMatching(/^I'm not allowed to answer people of your role here\./)
    expect(await answered({ block_roles: [seeded.gardeners] }, [grace, linus])).toEqual([role, 'Hello.'])
    expect(await answered({ allow_roles: [seeded.gardeners] }, [grace, linus])).toEqual(['Hello.', role])
  })

  test('decide which channels are answered, the nearest place first', async () => {
    const not = expect.stringMatching(/^I'm not allowed to answer in this channel\./)
    const inEach = ['seedlings', 'night-shift', 'general'].map((channel) => ({ ...linus, channel }))
    expect(await answered({ block_channels: [places.greenhouse] }, inEach)).toEqual([not, not, 'Hello.'])
    const access = { allow_channels: [places.greenhouse], block_channels: [places.seedlings] }
    expect(await answered(access, inEach)).toEqual([not, 'Hello.', not])
  })

  test('decide who is answered in direct messages', async () => {
    const off = "I don't answer direct messages. Please write to me on a server that we share."
    const direct = [
      { channel: 'direct', author: 'Linus' },
      { channel: 'direct', author: 'Linus' },
      { channel: 'direct' },
      linus,
    ]
    expect(await answered({ direct_messages: 'operators' }, direct)).toEqual([off, null, 'Hello.', 'Hello.'])
    expect(await answered({ direct_messages: 'off' }, direct)).toEqual([off, null, off, 'Hello.'])
  })

  test('decide which servers the bot stays on', async () => {
    await using parley = await startLimited({ access: { block_guilds: [seeded.garden] } })
    await parley.until('it has left', () =>
      parley.requests.some(
        ({ method, path }) => method === 'DELETE' && path.endsWith(`/guilds/${seeded.garden}`),
      ),
    )
    expect(parley.answers()).toMatchObject([
      { content: expect.stringMatching(/hasn't allowed me .* I have to leave/) },
    ])
    expect(await heard(parley, { channel: 'lobby' })).toBe('Hello.')
  })
})

describe('a budget', () => {
  let parley: Parley
  let used: number
  beforeAll(async () => {
    parley = await startParley()
    await parley.ask('repeat 100 words')
    used = await usedIn(parley)
  })
  afterAll(() => parley[Symbol.asyncDispose]())

  test('is told of below the answer that brings it to four fifths, and once', async () => {
    await using parley = await budgeted({ user_tokens_per_day: Math.floor(used * 1.2) })
    const { text } = await parley.ask('repeat 100 words')
    expect(text).toMatch(
      /^word1 word2 .* word100\n-# Of what you may ask me today, 1\d% is left; it starts anew <t:\d+:R>\.$/s,
    )
    const { content } = (await parley.use('mystats'))!
    expect(content).toMatch(/Of what you may ask me in a day, 1\d% is left, at most \d+ tokens\./)
  })

  test('cuts an answer to what is left of it, and then says when it starts anew', async () => {
    await using parley = await budgeted({ user_tokens_per_day: used - 50 })
    const { text } = await parley.ask('repeat 100 words')
    expect(text).toMatch(/^word1 word2 /)
    expect(text).not.toContain('word100')
    const renewsAt = new Date(noon()).setUTCHours(24, 0, 0, 0) / 1000
    expect((await parley.ask('say exactly: Hello.')).text).toBe(
      `You've used up what you may ask me today. It starts anew <t:${renewsAt}:R>.`,
    )
    expect(await heard(parley)).toBeNull()
    expect(await heard(parley, { author: 'Grace' })).toBe('Hello.')
    const { content } = (await parley.use('mystats'))!
    expect(content).toContain(`0% is left, at most 0 tokens. It starts anew <t:${renewsAt}:R>.`)
    parley.clock.shift(12 * 3_600_000)
    expect(await heard(parley)).toBe('Hello.')
  })

  test.each([
    ['guild', 'This server has used up what it may ask me today.'],
    ['bot', "I've used up what I may say today."],
  ])('of the %s is everybody’s', async (whose, sentence) => {
    await using parley = await budgeted({ [`${whose}_tokens_per_day`]: used - 50 })
    await parley.ask('repeat 100 words')
    expect(await heard(parley, { author: 'Grace' })).toContain(sentence)
    const elsewhere = await heard(parley, { author: 'Linus', channel: 'lobby' })
    if (whose === 'guild') expect(elsewhere).toBe('Hello.')
    else expect(elsewhere).toContain(sentence)
  })
})

test('two processes don’t overspend, when a hundred people ask at once', async () => {
  await using database = await createTestDatabase()
  await using stack = new AsyncDisposableStack()
  const budget = 5 * (800 + 100)
  const settings = {
    general: { max_prompt_tokens: 800 },
    providers: Object.fromEntries(providers.map((name) => [name, { max_output_tokens: 100 }])),
    rate_limiting: { user_cooldown: 0, global_requests_per_minute: 0 },
    budgets: { bot_tokens_per_day: budget },
  }
  // An hour apart, their Discords give no id twice.
  const processes = await Promise.all(
    [noon(), noon() + 3_600_000].map(async (at) =>
      stack.use(await startParley({ database, settings, clock: createShiftedClock(at) })),
    ),
  )
  const visitors = Array.from({ length: 50 }, (_, index) => `visitor${index}`)
  for (const { control } of processes)
    await Promise.all(visitors.map((name) => control('POST', '/people', { name })))
  await Promise.all(
    processes.flatMap(({ say, direct }) =>
      visitors.map((author) => say('repeat 500 words', { author, channel: direct(author) })),
    ),
  )
  const ended = await processes[0]!.until('all have their answers', async () => {
    const states = await statesIn(processes[0]!)
    return (
      states.length === 100 && !states.some((state) => /received|answering|composed/.test(state)) && states
    )
  })
  const used = await usedIn(processes[0]!)
  expect([...new Set(ended)].sort()).toEqual(['answered', 'refused'])
  expect(ended.filter((state) => state === 'answered').length).toBeGreaterThanOrEqual(5)
  expect(used).toBeLessThanOrEqual(budget)
  expect(used).toBeGreaterThan(budget / 3)
})

test('while a question is answered three wait, and whoever asks more is told so once', async () => {
  await using parley = await startParley({ providers: ['groq'] })
  await parley.logged(/^The commands were registered/)
  parley.practice.faults.add({ fault: 'slow_first_token', delay_ms: 5000 })
  const inLine = []
  for (const number of [1, 2, 3, 4]) inLine.push(await parley.say(`@Parley say exactly: ${number}`))
  const busy = "I'm still busy with 3 questions here. Please wait for those answers before the next one."
  expect([await heard(parley), await heard(parley)]).toEqual([busy, null])
  expect(await commanded(parley, 'say exactly: At once.')).toMatchObject({
    content: busy,
    ephemeral_to: parley.idOf('Ada'),
  })
  expect(await heard(parley, grace)).toBe('Hello.')
  const answered = await Promise.all(inLine.map(parley.answerTo))
  expect(answered.map(({ text }) => text)).toEqual(['1', '2', '3', '4'])
  expect(await heard(parley)).toBe('Hello.')
})

/** After a question of Linus' in #general, others here and there. */
const inEach = async (rate_limiting: object) => {
  await using parley = await startLimited({ rate_limiting: { user_cooldown: 0, ...rate_limiting } })
  await heard(parley, linus)
  const others = [
    grace,
    { ...grace, channel: 'seedlings' },
    { ...linus, channel: 'lobby' },
    { ...linus, channel: parley.direct('Linus') },
  ]
  const said: (string | null)[] = []
  for (const where of others) said.push(await heard(parley, where))
  parley.clock.shift(60_000)
  expect(await heard(parley, grace)).toBe('Hello.')
  return said
}

/** By the operator's lists. */
const answered = async (access: object, where: Where[]) => {
  await using parley = await startLimited({
    access,
    rate_limiting: { user_cooldown: 0, global_requests_per_minute: 0 },
  })
  await parley.logged(/^It is known who runs the bot/)
  const said: (string | null)[] = []
  for (const one of where) {
    const channel = one.channel === 'direct' ? parley.direct(one.author ?? 'Ada') : one.channel
    said.push(await heard(parley, { ...one, ...(channel && { channel }) }))
  }
  return said
}

const budgeted = async (budgets: object) => {
  const rate_limiting = { user_cooldown: 0, global_requests_per_minute: 0 }
  const parley = await startLimited({ budgets, rate_limiting })
  await parley.logged(/^The commands were registered/)
  return parley
}

const usedIn = async ({ database: { database } }: Parley) => {
  const { rows } = await database.query<{ used: number }>(
    'select sum(input_tokens + output_tokens)::int as used from usage',
  )
  return rows[0]!.used
}

const statesIn = async ({ database: { database } }: Parley) => {
  const { rows } = await database.query<{ state: string }>('select state from turns')
  return rows.map(({ state }) => state)
}
