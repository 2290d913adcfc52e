import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { createFastClock } from '../../test/fast-clock.ts'
import { startScriptedServer, stall, stream } from '../../test/scripted-server.ts'
import { providersSection } from '../config/sections/providers.ts'
import { systemClock } from '../lib/clock.ts'
import type { ProviderName } from '../sandbox/practice/question.ts'
import { startPracticeProvider, type RunningPracticeProvider } from '../sandbox/practice/server.ts'
import { examineProviders } from './doctor.ts'

let practice: RunningPracticeProvider
beforeEach(async () => {
  const pace = { first_token_ms: 0, chunk_ms: 0 }
  practice = await startPracticeProvider({ port: 0, clock: systemClock, pace })
})
afterEach(() => practice[Symbol.asyncDispose]())

type Asked = {
  providers?: Record<string, object>
  keys?: Record<string, Record<string, string>>
} & Partial<Omit<Parameters<typeof examineProviders>[0], 'providers' | 'keys'>>

const examine = async ({ providers = {}, keys = {}, ...options }: Asked) => {
  const findings = await examineProviders({
    providers: providersSection.parse(providers),
    models: {},
    keys: new Map(
      Object.entries(keys).map(([provider, named]) => [
        provider,
        Object.entries(named).map(([name, value]) => ({ name, value })),
      ]),
    ),
    needed: true,
    clock: systemClock,
    signal: new AbortController().signal,
    ...options,
  })
  return findings.map(({ level, says }) => `${level}: ${says}`)
}

/** One provider, and what is said of it. */
const examineOne = (name: ProviderName, values: Record<string, string>, settings = {}, options = {}) =>
  examine({
    providers: {
      priority: [name],
      ...offBut(name),
      [name]: { base_url: practice.baseUrls[name], ...settings },
    },
    keys: { [name]: values },
    ...options,
  }).then((lines) => lines.filter((line) => !line.includes('switched off')))

const names = ['groq', 'gemini', 'openai'] as const
const offBut = (name: string) =>
  Object.fromEntries(names.filter((other) => other !== name).map((other) => [other, { enabled: false }]))

test.each(names)('%s is asked with each key, and each answers by its name', async (name) => {
  const lines = await examineOne(name, { FIRST_KEY: 'value-one', SECOND_KEY: 'value-two' })
  const model = practice.requests.all()[0]?.model
  expect(lines).toEqual(
    ['FIRST_KEY', 'SECOND_KEY'].map((key) =>
      expect.stringMatching(`^ok: ${name} answers ${key} with ${model}: first words after \\d+ ms\\.$`),
    ),
  )
  expect(practice.requests.all()).toHaveLength(2)
  expect(lines.join()).not.toMatch(/value-/)
})

test('further models are asked with the first key', async () => {
  const models = ['one', 'two', 'three']
  const lines = await examineOne('groq', { A: 'a', B: 'b' }, { models })
  expect(lines.map((line) => /answers (\w with \w+)/.exec(line)?.[1])).toEqual([
    'A with one',
    'B with one',
    'A with two',
    'A with three',
  ])
})

describe('a failure says which key, which setting and which address', () => {
  test.each([
    [{ fault: 'bad_key' }, /^problem: groq rejects KEY \(HTTP 401.*\): replace it, or remove it\.$/],
    [{ fault: 'insufficient_quota' }, /^problem: groq says that nothing is left to spend with KEY/],
    [
      { fault: 'rate_limited', retry_after: 34 },
      /^warning: groq, asked for \S+ with KEY, says that a limit is reached .*until \d\d:\d\d:\d\d UTC \(34 s\)/,
    ],
    [
      { fault: 'model_missing' },
      /^problem: groq has no model openai\/gpt-oss-120b, .*set providers\.groq\.model to one/,
    ],
    [{ fault: 'overloaded' }, /^warning: groq, .* fails itself \(HTTP 503.*Nothing is to be done here/],
    [
      { fault: 'connection_reset' },
      /^problem: groq can't be reached at http:\/\/127\.0\.0\.1:\d+\/practice\/groq \(no answer.*base_url/,
    ],
    [{ fault: 'empty' }, /^warning: groq, .* broke off/],
    [{ fault: 'content_filter' }, /^problem: groq, .* refuses the request/],
  ] as const)('%j', async (fault, said) => {
    practice.faults.add({ ...fault, provider: 'groq', times: 'always' })
    expect(await examineOne('groq', { KEY: 'secret-of-groq' })).toEqual([expect.stringMatching(said)])
  })

  test('one key’s says nothing of the others', async () => {
    const lines = await examineOne('openai', { GOOD: 'a-key', BAD: 'bad-key', FINE: 'another' })
    expect(lines).toEqual([
      expect.stringMatching(/^ok: openai answers GOOD/),
      expect.stringMatching(/^problem: openai rejects BAD/),
      expect.stringMatching(/^ok: openai answers FINE/),
    ])
  })

  test('a server that wants a key and has none', async () => {
    await using server = await startScriptedServer()
    server.play((response) => response.writeHead(401).end('{}'))
    const providers = { priority: ['mine'], mine: { model: 'm', base_url: server.url }, ...offBut('') }
    expect(await examine({ providers })).toContain('problem: mine wants a key (HTTP 401): set MINE_API_KEY.')
  })
})

test('a question is ended at its first words, so that it costs next to nothing', async () => {
  await using server = await startScriptedServer()
  server.play(stall('data: {"choices":[{"delta":{"content":"Once upon"}}]}\n\n'))
  const providers = { priority: ['mine'], mine: { model: 'm', base_url: server.url }, ...offBut('') }
  expect(await examine({ providers })).toContainEqual(expect.stringMatching(/^ok: mine answers no key/))
  await server.asked[0]?.closed
  expect(server.asked[0]?.body).toMatchObject({ messages: [{ role: 'user', content: 'Say OK.' }] })
})

test('who says nothing is waited for ten seconds, all at the same time', async () => {
  await using server = await startScriptedServer()
  server.play(stall())
  const providers = { priority: ['mine'], mine: { model: 'm', base_url: server.url }, ...offBut('') }
  const keys = { mine: { A: 'a', B: 'b', C: 'c', D: 'd' } }
  const clock = createFastClock(20)
  const startedAt = clock.monotonic()
  const lines = await examine({ providers, keys, clock })
  expect(
    lines.filter((line) => /^warning: mine, .* was too slow: no words within 1\d{4} ms/.test(line)),
  ).toHaveLength(4)
  expect(clock.monotonic() - startedAt).toBeLessThan(35_000)
})

test('at most four keys of a provider are asked at a time', async () => {
  await using server = await startScriptedServer()
  let open = 0
  let most = 0
  server.play(async (response, asked) => {
    open += 1
    most = Math.max(most, open)
    await new Promise((resolve) => setTimeout(resolve, 100))
    open -= 1
    await stream('data: {"choices":[{"delta":{"content":"OK"},"finish_reason":"stop"}]}\n\n')(response, asked)
  })
  const providers = { priority: ['mine'], mine: { model: 'm', base_url: server.url }, ...offBut('') }
  const keys = {
    mine: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`KEY_${index}`, `${index}`])),
  }
  await examine({ providers, keys })
  expect({ most, asked: server.asked.length }).toEqual({ most: 4, asked: 9 })
})

describe('providers that can’t be used', () => {
  test('are named, with what to do', async () => {
    expect(await examine({ providers: { openai: { enabled: false } } })).toEqual([
      expect.stringMatching(/^warning: groq has no key and is not used: set GROQ_API_KEY/),
      expect.stringMatching(/^warning: gemini has no key and is not used: set GEMINI_API_KEY/),
      'ok: openai is not asked: switched off by providers.openai.enabled.',
      expect.stringMatching(/^problem: No provider can be used, .*set a key such as GROQ_API_KEY/),
    ])
  })

  test('are no problem where the sandbox starts', async () => {
    expect(await examine({ needed: false })).toContain(
      'ok: No provider can be used: in the sandbox a practice model answers.',
    )
  })
})

test('models that leave are told with their successor', async () => {
  const model = 'gemini-2.5-flash'
  const lines = await examineOne('gemini', { KEY: 'x' }, { model }, { clock: createFakeClock() })
  expect(lines).toContainEqual(
    expect.stringMatching(/^warning: gemini takes gemini-2\.5-flash away .*set providers\.gemini\.model to/),
  )
})
