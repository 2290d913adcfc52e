import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { settingsOf, wires } from '../../../test/provider-wire.ts'
import {
  event,
  refuse,
  stall,
  startScriptedServer,
  stream,
  tear,
  type ScriptedServer,
} from '../../../test/scripted-server.ts'
import { ProviderError, type Failure, type ModelEvent, type Prompt } from '../contract.ts'

const secretKey = 'sk-verysecret-0123456789'
const secretPrompt = 'what do the moles in my garden want?'
const prompt: Prompt = { system: 'Be brief.', messages: [{ role: 'user', text: secretPrompt }] }

let server: ScriptedServer
beforeEach(async () => void (server = await startScriptedServer()))
afterEach(() => server[Symbol.asyncDispose]())

describe.each(wires)(
  'the $name driver',
  ({ name: provider, create, words, thoughts, finish, usage, end }) => {
    const clock = createFakeClock()
    const driver = (settings: object = {}) =>
      create({ provider, settings: settingsOf(provider, settings), baseUrl: server.url, clock })
    const ask = (signal = new AbortController().signal, settings: object = {}) =>
      driver(settings)(prompt, 'asked', secretKey, signal)
    const answer = async (events = ask()) => {
      const all = await Array.fromAsync(events)
      return {
        text: all.map((event) => (event.type === 'text' ? event.text : '')).join(''),
        last: all.at(-1),
        all,
      }
    }
    const failure = async (events = ask()): Promise<Failure> => {
      const error: unknown = await Array.fromAsync(events).catch((error: unknown) => error)
      if (!(error instanceof ProviderError)) throw new Error('no ProviderError', { cause: error })
      const told = JSON.stringify([error.failure, error.message, error.stack, error.cause])
      expect(told).not.toContain(secretKey)
      expect(told).not.toContain('moles')
      return error.failure
    }

    it('gives the words as they come, then usage, then the finish with the model that answered', async () => {
      server.play(stream(words('Hel'), words('lo'), words('!'), finish(), usage(12, 3), end))
      expect((await answer()).all).toEqual([
        { type: 'accepted', quota: null },
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
        { type: 'text', text: '!' },
        { type: 'usage', usage: { inputTokens: 12, outputTokens: 3, estimated: false } },
        { type: 'finish', reason: 'stop', model: 'answered' },
      ] satisfies ModelEvent[])
    })

    it('begins with what is left of the limits, where the headers can be read and tell', async () => {
      const headers = {
        'content-type': 'text/event-stream',
        'x-ratelimit-remaining-requests': '7',
        'x-ratelimit-reset-requests': '2m1.5s',
        'x-ratelimit-remaining-tokens': 'many',
      }
      server.play((response) => response.writeHead(200, headers).end(words('Hi') + finish() + end))
      const quota = { requests: { remaining: 7, resetMs: 121_500 }, tokens: null }
      // Gemini sends none, and its SDK would hide them.
      const first = { type: 'accepted', quota: provider === 'gemini' ? null : quota }
      expect((await answer()).all[0]).toEqual(first)
    })

    it('gives each word before the next has been sent', async () => {
      const second = Promise.withResolvers<void>()
      server.play(async (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(words('first'))
        await second.promise
        response.end(words('second') + finish() + end)
      })
      const events = ask()[Symbol.asyncIterator]()
      expect((await events.next()).value).toEqual({ type: 'accepted', quota: null })
      expect((await events.next()).value).toEqual({ type: 'text', text: 'first' })
      second.resolve()
      expect((await events.next()).value).toEqual({ type: 'text', text: 'second' })
      await events.return?.()
    })

    it('says when the answer was cut off at its longest', async () => {
      server.play(stream(words('a'), finish('length'), end))
      expect((await answer()).last).toMatchObject({ reason: 'length' })
    })

    it('keeps thoughts to itself that stand among the words', async () => {
      server.play(stream(words('<th'), words('ink>hmm</thi'), words('nk>Yes'), words('.'), finish(), end))
      expect(await answer()).toMatchObject({ text: 'Yes.', last: { reason: 'stop' } })
    })

    it('takes back what turns out to have been a thought that the prompt had begun', async () => {
      server.play(stream(words('Hmm.'), words('</thi'), words('nk>\n\nYes.'), finish(), end))
      expect((await answer()).all).toMatchObject([
        { type: 'accepted' },
        { type: 'text', text: 'Hmm.' },
        { type: 'thought' },
        { type: 'retract' },
        { type: 'text', text: 'Yes.' },
        { type: 'finish' },
      ])
    })

    it('knows the tags in its settings, and no others', async () => {
      server.play(stream(words('<hm>a</hm><think>b</think>'), finish(), end))
      expect((await answer(ask(undefined, { thought_tags: ['hm'] }))).text).toBe('<think>b</think>')
    })

    it('keeps thoughts to itself', async () => {
      server.play(stream(thoughts('hmm'), words('Yes.'), finish(), end))
      expect((await answer()).text).toBe('Yes.')
    })

    it('takes an answer with a finish reason for whole, however the stream ends', async () => {
      server.play(stream(words('Hi'), finish()), tear(words('Hi'), finish()))
      expect((await answer()).text).toBe('Hi')
      expect((await answer()).last).toMatchObject({ type: 'finish' })
    })

    it("doesn't wait long for a stream to end that has finished", async () => {
      server.play(stall(words('Hi'), finish()))
      const events = ask()[Symbol.asyncIterator]()
      await events.next()
      await events.next()
      const last = events.next()
      await vi.waitFor(() => expect(clock.waiting).toBe(1))
      await clock.advance(2000)
      expect((await last).value).toMatchObject({ type: 'finish', reason: 'stop' })
      expect((await events.next()).done).toBe(true)
      expect(clock.waiting).toBe(0)
      await server.asked[0]!.closed
    })

    it.each([
      ['a clean cut', () => stream(words('Hi'))],
      ['a clean cut within an event', () => stream(words('Hi'), words('there').slice(0, -20))],
      ['nothing at all', () => stream()],
      ['a torn connection', () => tear(words('Hi'))],
      [
        'an unknown error object',
        () => stream(words('Hi'), event({ error: { message: `${secretKey} moles` } })),
      ],
    ])('calls an answer interrupted that ends by %s', async (_, script) => {
      server.play(script())
      expect(await failure()).toMatchObject({ kind: 'interrupted', route: { provider, model: 'asked' } })
    })

    it('reads the code of an error object inside a stream', async () => {
      const error = { code: 503, status: 'UNAVAILABLE', message: secretPrompt }
      server.play(stream(words('Hi'), event({ error })))
      expect(await failure()).toMatchObject({
        kind: 'unavailable',
        status: 503,
        detail: 'HTTP 503 (UNAVAILABLE)',
      })
    })

    it("says so when the provider's filter ended the answer", async () => {
      server.play(stream(words('Well'), finish('refused'), end))
      expect(await failure()).toMatchObject({ kind: 'content_refused' })
    })

    it.each<[Failure['kind'], number, object]>([
      ['key_rejected', 401, { code: 'invalid_api_key' }],
      ['key_rejected', 403, { status: 'PERMISSION_DENIED' }],
      ['quota_exhausted', 402, {}],
      // Gemini's SDK hides codes, and what a message says may be somebody's question.
      [
        provider === 'gemini' ? 'rate_limited' : 'quota_exhausted',
        429,
        { code: 'insufficient_quota', message: 'insufficient_quota' },
      ],
      ['bad_request', 400, { message: 'Cannot answer "what is insufficient_quota?"' }],
      ['rate_limited', 429, { code: 'rate_limit_exceeded' }],
      ['rate_limited', 429, { message: 'check your plan and billing details', status: 'RESOURCE_EXHAUSTED' }],
      ['model_missing', 404, { code: 'model_not_found' }],
      ['model_missing', 400, { code: 'model_decommissioned', message: 'model_decommissioned' }],
      ['unavailable', 500, {}],
      ['unavailable', 503, {}],
      ['context_too_long', 400, { message: "This model's maximum context length is 8192 tokens" }],
      [
        'context_too_long',
        400,
        { message: 'The input token count (9000000) exceeds the maximum number of tokens' },
      ],
      ['bad_request', 400, { code: 'invalid_request_error' }],
      ['bad_request', 422, {}],
    ])('says %s of an answer with status %i %o', async (kind, status, more) => {
      server.play(refuse(status, { error: { message: `${secretKey}: ${secretPrompt}`, ...more } }))
      const { detail, ...failed } = await failure()
      expect(failed).toMatchObject({ kind, status })
      expect(detail).toContain(String(status))
      expect(server.asked).toHaveLength(1)
    })

    it('calls a server unavailable that refuses the connection, or takes and resets it', async () => {
      const settings = settingsOf(provider)
      const closed = create({ provider, settings, baseUrl: 'http://127.0.0.1:1', clock })
      const signal = new AbortController().signal
      expect(await failure(closed(prompt, 'asked', secretKey, signal))).toMatchObject({
        kind: 'unavailable',
        status: null,
      })
      server.play((response) => response.socket?.resetAndDestroy())
      expect(await failure()).toMatchObject({ kind: 'unavailable', status: null })
    })

    it.each([
      ['before the headers', () => () => {}],
      ['before the first words', () => stall()],
      ['between words', () => stall(words('Hi'))],
    ])('closes the connection and throws the reason when it is aborted %s', async (_, script) => {
      server.play(script())
      const abort = new AbortController()
      const reason = new Error('enough')
      const outcome = Array.fromAsync(ask(abort.signal)).catch((error: unknown) => error)
      await vi.waitFor(() => expect(server.asked).toHaveLength(1))
      await new Promise((resolve) => setTimeout(resolve, 20))
      abort.abort(reason)
      expect(await outcome).toBe(reason)
      await server.asked[0]!.closed
    })

    it('asks nothing when it was aborted before', async () => {
      await expect(Array.fromAsync(ask(AbortSignal.abort(new Error('enough'))))).rejects.toThrow('enough')
      expect(server.asked).toHaveLength(0)
    })

    it('asks nothing when it is aborted in the same breath', async () => {
      const abort = new AbortController()
      const outcome = Array.fromAsync(ask(abort.signal))
      abort.abort(new Error('enough'))
      await expect(outcome).rejects.toThrow('enough')
      expect(server.asked).toHaveLength(0)
    })

    it('closes the connection when nobody reads on', async () => {
      server.play(stall(words('Hi'), words('there')))
      for await (const event of ask()) {
        if (event.type === 'text') break
      }
      await server.asked[0]!.closed
    })

    it("sends the key, and no header but the protocol's and the operator's", async () => {
      vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'x-from-env: 1').stubEnv('GROQ_CUSTOM_HEADERS', 'x-from-env: 1')
      vi.stubEnv('OPENAI_ORG_ID', 'org').stubEnv('OPENAI_PROJECT_ID', 'project')
      vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:1').stubEnv('GROQ_BASE_URL', 'http://127.0.0.1:1')
      server.play(stream(words('a'), finish(), end))
      await answer(ask(undefined, { headers: { 'X-Team': 'chat' } }))
      vi.unstubAllEnvs()
      const { headers } = server.asked[0]!
      expect(headers).toMatchObject({ 'x-team': 'chat' })
      expect(headers[provider === 'gemini' ? 'x-goog-api-key' : 'authorization']).toContain(secretKey)
      expect(Object.keys(headers).filter((header) => /^x-(?!team|goog)|^openai/.test(header))).toEqual([])
    })

    it('gives the same words however the bytes are cut', async () => {
      const pieces = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 8 })
      const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 6 })
      await fc.assert(
        fc.asyncProperty(pieces, cuts, async (texts, cuts) => {
          const bytes = Buffer.from([...texts.map(words), finish(), end].join(''))
          const edges = [
            0,
            ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b),
            bytes.length,
          ]
          server.play(stream(...edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge))))
          expect((await answer()).text).toBe(texts.join(''))
        }),
        { numRuns: 40 },
      )
    })
  },
)

describe.each(wires.filter(({ name }) => name !== 'gemini'))('the $name driver', (wire) => {
  const { name: provider, create, words, finish, end } = wire
  const text = async () => {
    const driver = create({
      provider,
      settings: settingsOf(provider),
      baseUrl: server.url,
      clock: createFakeClock(),
    })
    const events = await Array.fromAsync(driver(prompt, 'asked', secretKey, new AbortController().signal))
    return events.map((event) => (event.type === 'text' ? event.text : '')).join('')
  }

  it.each([
    ['not JSON', 'data: {"choices": [{"delta\n\n'],
    ['a bare value', 'data: 17\n\n'],
    ['null', 'data: null\n\n'],
    ['a comment', ': keep-alive\n\n'],
    ['an unknown field', 'retry: 10\n\n'],
  ])('skips a line that is %s, and goes on', async (_, line) => {
    server.play(stream(words('one '), line, words('two'), finish(), end))
    expect(await text()).toBe('one two')
  })

  it('reads every way to end a line, and events that no blank line divides', async () => {
    server.play(
      stream([words('a'), words('b'), finish(), end].join('').replaceAll('\n', '\r\n')),
      stream(words('a').trimEnd() + '\n' + words('b'), finish().trimEnd()),
      stream(words('a').trimEnd() + '\ndata: {broken\n\n', words('b'), finish(), end),
    )
    expect([await text(), await text(), await text()]).toEqual(['ab', 'ab', 'ab'])
  })

  it('reads a server that does not stream, be it an answer or an error', async () => {
    const message = { role: 'assistant', content: 'Whole.' }
    const usage = { prompt_tokens: 4, completion_tokens: 2 }
    server.play(
      refuse(200, { model: 'm', choices: [{ message, finish_reason: 'stop' }], usage }),
      refuse(200, { error: { code: 429, message: 'slow down' } }),
    )
    expect(await text()).toBe('Whole.')
    await expect(text()).rejects.toMatchObject({ failure: { kind: 'rate_limited' } })
  })

  it('uses a connection again whose stream ended a moment after [DONE]', async () => {
    server.play(stream(words('a'), finish(), end))
    for (let asked = 0; asked < 5; asked += 1) expect(await text()).toBe('a')
    expect(server.connections).toBeLessThan(3)
  })

  it("doesn't wait long for a stream to end after [DONE], and not at all without a finish reason", async () => {
    const clock = createFakeClock()
    const driver = create({ provider, settings: settingsOf(provider), baseUrl: server.url, clock })
    const ask = () => Array.fromAsync(driver(prompt, 'asked', secretKey, new AbortController().signal))
    server.play(stall(words('Hi'), finish(), end), stall(words('Hi'), end))
    const whole = ask()
    await vi.waitFor(() => expect(clock.waiting).toBe(1))
    await clock.advance(100)
    expect((await whole).at(-1)).toMatchObject({ type: 'finish' })
    await expect(ask()).rejects.toMatchObject({ failure: { kind: 'interrupted' } })
    expect(clock.waiting).toBe(0)
    for (const asked of server.asked) await asked.closed
  })

  it.each<[string, Record<string, string>, number]>([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['a date', { 'retry-after': new Date(Date.UTC(2026, 0, 1, 0, 1)).toUTCString() }, 60_000],
    ['milliseconds', { 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [
      'the reset of what is used up',
      {
        'x-ratelimit-remaining-requests': '5',
        'x-ratelimit-reset-requests': '1h',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '1m7.5s',
      },
      67_500,
    ],
    ['a moment', { 'x-ratelimit-reset': String(Date.UTC(2026, 0, 1, 0, 0, 30)) }, 30_000],
  ])('says when to come back, told in %s', async (_, headers, retryAfterMs) => {
    server.play(refuse(429, { error: {} }, headers))
    await expect(text()).rejects.toMatchObject({ failure: { kind: 'rate_limited', retryAfterMs } })
  })
})
