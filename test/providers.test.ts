import { describe, expect, test } from 'vitest'
import { createFastClock } from './fast-clock.ts'
import { startParley, type Parley } from './parley.ts'

/** Who was asked, in order, and what was told to go wrong there. */
const asked = ({ practice }: Parley) =>
  practice.requests.all().map(({ provider, fault }) => (fault ? `${provider}: ${fault}` : provider))

describe('a provider that fails is followed by the next one', () => {
  test.for([
    { fault: 'bad_key', requests: 1 },
    { fault: 'insufficient_quota', requests: 1 },
    { fault: 'rate_limited', retry_after: 30, requests: 1 },
    { fault: 'model_missing', requests: 1 },
    { fault: 'server_error', requests: 2 },
    { fault: 'overloaded', requests: 2 },
    { fault: 'connection_reset', requests: 2 },
    { fault: 'cut', after: 0, requests: 1 },
    { fault: 'clean_cut', after: 2, requests: 1 },
    { fault: 'error_in_stream', requests: 1 },
    { fault: 'empty', requests: 2 },
  ] as const)('$fault', async ({ requests, ...fault }) => {
    await using parley = await startParley()
    parley.practice.faults.add({ ...fault, provider: 'groq', times: 'always' })
    const { contents, turn } = await parley.ask('say exactly: Here I am.')
    expect(turn.state).toEqual({ is: 'answered', finish: 'stop' })
    expect(contents).toEqual(['Here I am.'])
    expect(asked(parley)).toEqual([
      ...Array.from({ length: requests }, () => `groq: ${fault.fault}`),
      'gemini',
    ])
  })

  test('and each is asked in the operator’s order', async () => {
    await using parley = await startParley()
    parley.practice.faults.add({ fault: 'model_missing', provider: 'groq' })
    parley.practice.faults.add({ fault: 'insufficient_quota', provider: 'gemini' })
    expect(await parley.ask('say exactly: Third.')).toMatchObject({ contents: ['Third.'] })
    expect(asked(parley)).toEqual(['groq: model_missing', 'gemini: insufficient_quota', 'openai'])
  })

  test('a hiccup is over before the next one is asked', async () => {
    await using parley = await startParley()
    parley.practice.faults.add({ fault: 'server_error', provider: 'groq' })
    expect(await parley.ask('say exactly: Still I.')).toMatchObject({ contents: ['Still I.'] })
    expect(asked(parley)).toEqual(['groq: server_error', 'groq'])
  })
})

test('providers.priority says who is asked first, and who at all', async () => {
  await using parley = await startParley({ settings: { providers: { priority: ['openai', 'groq'] } } })
  parley.practice.faults.add({ fault: 'model_missing', times: 'always' })
  await parley.ask('say exactly: Nobody.')
  expect(asked(parley)).toEqual(['openai: model_missing', 'groq: model_missing'])
})

test('when all fail, the person is told in a sentence, and the bot stays ready', async () => {
  const clock = createFastClock(20)
  await using parley = await startParley({ clock })
  parley.practice.faults.add({ fault: 'rate_limited', retry_after: 40, times: 3 })
  const { turn, text } = await parley.ask('what is Parley?')
  expect(turn.state).toEqual({ is: 'refused', code: 'busy' })
  expect(text).toMatch(/in (39|40) seconds/)
  expect((await parley.get('/readyz')).status).toBe(200)
  expect((await parley.ask('still there?')).turn.state).toEqual({ is: 'refused', code: 'busy' })
  expect(asked(parley)).toHaveLength(3)
  await clock.sleep(40_000)
  expect(await parley.ask('say exactly: Back.')).toMatchObject({ contents: ['Back.'] })
})

test('what a provider refuses to talk about isn’t asked of the next one, and the person is told', async () => {
  await using parley = await startParley()
  parley.practice.faults.add({ fault: 'content_filter' })
  expect(await parley.ask('something unspeakable')).toMatchObject({
    turn: { state: { is: 'refused', code: 'content_refused' } },
  })
  expect(asked(parley)).toEqual(['groq: content_filter'])
})

test('without any provider the bot runs, and each question gets a sentence that says what to do', async () => {
  await using parley = await startParley({ providers: [] })
  expect((await parley.get('/readyz')).status).toBe(200)
  for (const author of ['Ada', 'Grace']) {
    const { turn, contents } = await parley.ask('what is Parley?', { author })
    expect(turn.state).toEqual({ is: 'refused', code: 'no_provider' })
    expect(contents).toEqual([expect.stringMatching(/whoever runs me needs to set a key.*GROQ_API_KEY/)])
  }
  const warnings = parley.lines.filter(({ level }) => level === 'warn').map(({ msg }) => msg)
  for (const name of ['GROQ_API_KEY', 'GEMINI_API_KEY', 'OPENAI_API_KEY'])
    expect(warnings).toContainEqual(expect.stringContaining(name))
})

test('an enabled provider without a key is switched off with a warning, and the others answer', async () => {
  await using parley = await startParley({ providers: ['openai'] })
  expect(await parley.ask('say exactly: Openly.')).toMatchObject({ contents: ['Openly.'] })
  expect(asked(parley)).toEqual(['openai'])
  const warned = parley.lines.filter(({ level, provider }) => level === 'warn' && provider)
  expect(warned.map(({ provider }) => provider)).toEqual(['groq', 'gemini'])
})

test('a server of one’s own that speaks OpenAI’s protocol needs an address, and no key', async () => {
  await using first = await startParley({ providers: [] })
  await using parley = await startParley({
    providers: [],
    settings: {
      providers: { workshop: { model: 'llama3.3', base_url: first.practice.baseUrls.openai } },
    },
  })
  expect(await parley.ask('say exactly: From the workshop.')).toMatchObject({
    contents: ['From the workshop.'],
  })
  expect(first.practice.requests.all()).toMatchObject([{ model: 'llama3.3' }])
})

describe('waiting', () => {
  const SPEED = 20

  test.for([{ request_timeout: 24 }, { request_timeout: 12 }])(
    'for the first words is bounded by request_timeout, over all providers: $request_timeout s',
    async ({ request_timeout }) => {
      const clock = createFastClock(SPEED)
      await using parley = await startParley({
        clock,
        settings: { rate_limiting: { request_timeout }, routing: { recovery_probes: false } },
      })
      parley.practice.faults.add({ fault: 'no_headers', times: 'always' })
      const begun = clock.monotonic()
      const { turn, text } = await parley.ask('what is Parley?')
      const waited = (clock.monotonic() - begun) / 1000
      expect(turn.state).toEqual({ is: 'refused', code: 'timed_out' })
      expect(text).toContain('took too long')
      expect(waited).toBeGreaterThan(request_timeout - 1)
      expect(waited).toBeLessThan(request_timeout + 7)
      expect(asked(parley)).toHaveLength(3)
      await parley.until('all requests are given up', () =>
        Object.values(parley.practice.requests.counts()).every(({ open }) => open === 0),
      )
    },
  )

  test('a silent provider gives way to the next one in time', async () => {
    await using parley = await startParley({ clock: createFastClock(SPEED) })
    parley.practice.faults.add({ fault: 'no_headers', provider: 'groq' })
    expect(await parley.ask('say exactly: Instead of it.')).toMatchObject({ contents: ['Instead of it.'] })
    expect(asked(parley)).toEqual(['groq: no_headers', 'gemini'])
  })
})

test('a stream that breaks after words were shown is begun anew: what stands in the end is one whole answer', async () => {
  await using parley = await startParley({
    clock: createFastClock(10),
    pace: { first_token_ms: 0, chunk_ms: 300 },
  })
  parley.practice.faults.add({ fault: 'cut', after: 25, provider: 'groq' })
  const question = await parley.say('@Parley repeat 90 words')
  const shown = await parley.until('words are shown', () => parley.answers()[0])
  const { messages, turn } = await parley.answerTo(question)
  expect(turn.state).toEqual({ is: 'answered', finish: 'stop' })
  expect(messages).toHaveLength(1)
  expect(messages[0]!.id).toBe(shown.id)
  expect(messages[0]!.content).toBe(Array.from({ length: 90 }, (_, index) => `word${index + 1}`).join(' '))
  expect(asked(parley)).toEqual(['groq: cut', 'gemini'])
})

test('an answer that meets the model’s own limit is kept as far as it goes', async () => {
  await using parley = await startParley()
  parley.practice.faults.add({ fault: 'length', after: 4 })
  const { turn, text } = await parley.ask('repeat 100 words')
  expect(turn.state).toEqual({ is: 'answered', finish: 'length' })
  expect(text).toMatch(/^word1 word2/)
})

test('what a reasoning model thinks isn’t shown', async () => {
  await using parley = await startParley()
  parley.practice.faults.add({ fault: 'think' })
  expect(await parley.ask('say exactly: Thought through.')).toMatchObject({ contents: ['Thought through.'] })
})
