import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeClock, type FakeClock } from '../../test/fake-clock.ts'
import { gemini, groq, openai, type Wire } from '../../test/provider-wire.ts'
import {
  event,
  refuse,
  stall,
  startScriptedServer,
  stream,
  tear,
  type ScriptedServer,
} from '../../test/scripted-server.ts'
import type { NamedKey } from '../config/secrets.ts'
import { providersSection } from '../config/sections/providers.ts'
import { rateLimitingSection } from '../config/sections/rate-limiting.ts'
import { createLive } from '../lib/live.ts'
import { createLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import type { AnswerEvent, Prompt } from './contract.ts'
import { routingSection } from '../config/sections/routing.ts'
import { startRouter } from './router.ts'

const whole = (wire: Wire, text: string) =>
  stream(wire.words(text), wire.finish(), wire.usage(9, 1), wire.end)
const prompt: Prompt = { system: 'Be brief.', messages: [{ role: 'user', text: 'Where are the moles?' }] }
const key = (name: string): NamedKey => ({ name, value: `secret-of-${name}` })

let servers: AsyncDisposableStack
let routers: AsyncDisposableStack
let groqServer: ScriptedServer
let geminiServer: ScriptedServer
let openaiServer: ScriptedServer
let clock: FakeClock
beforeEach(async () => {
  servers = new AsyncDisposableStack()
  routers = new AsyncDisposableStack()
  groqServer = servers.use(await startScriptedServer())
  geminiServer = servers.use(await startScriptedServer())
  openaiServer = servers.use(await startScriptedServer())
  clock = createFakeClock()
})
afterEach(async () => {
  await routers.disposeAsync()
  expect(clock.waiting).toBe(0)
  await servers.disposeAsync()
})

const start = (
  options: {
    providers?: Record<string, object>
    limits?: object
    routing?: object
    keys?: Record<string, NamedKey[]>
  } = {},
) => {
  const lines: string[] = []
  const metrics = createMetrics({ processMetrics: false })
  const allKeys = {
    groq: [key('GROQ_API_KEY')],
    gemini: [key('GEMINI_API_KEY')],
    openai: [key('OPENAI_API_KEY')],
  }
  const at = (name: string, base_url: string) => ({ [name]: { base_url, ...options.providers?.[name] } })
  const providers = createLive(
    providersSection.parse({
      ...options.providers,
      ...at('groq', groqServer.url),
      ...at('gemini', geminiServer.url),
      ...at('openai', openaiServer.url),
    }),
  )
  const keys = createLive<ReadonlyMap<string, readonly NamedKey[]>>(
    new Map(Object.entries(options.keys ?? allKeys)),
  )
  const router = startRouter({
    providers,
    models: createLive({}),
    routing: createLive(routingSection.parse(options.routing ?? {})),
    random: () => 0.5,
    keys,
    limits: createLive(rateLimitingSection.parse(options.limits ?? {})),
    clock,
    log: createLog('info', (line) => lines.push(line)),
    metrics,
  })
  routers.use(router)
  return { router, providers, keys, lines, metrics }
}

/** All events, sleeping over the pauses. */
const ask = async (
  router = start().router,
  signal = new AbortController().signal,
  asked: Prompt = prompt,
) => {
  const events = Array.fromAsync(router.answer({ turn: '1', prompt: asked, choices: [] }, signal))
  const waking = setInterval(() => void clock.wake(), 1)
  return events.finally(() => clearInterval(waking))
}

/** Events in a word each. */
const brief = (events: readonly AnswerEvent[]) =>
  events.map((event) => {
    if (event.type === 'text') return event.text
    if (event.type === 'attempt')
      return `${event.attempt.route.provider}: ${event.attempt.failure?.kind ?? 'ok'}`
    if (event.type === 'failed') return `failed: ${event.failure.kind}`
    return event.type
  })

/** Reads the first event and leaves the rest. */
const begun = async (events: AsyncIterable<AnswerEvent>) => {
  const { value, done } = await events[Symbol.asyncIterator]().next()
  return done ? [] : [value]
}

const askedOf = async (server: ScriptedServer, times = 1) => {
  await vi.waitFor(() => expect(server.asked.length).toBe(times), { interval: 2 })
  expect(clock.waiting).toBeGreaterThan(0)
}

/** What a server has written has been read by then. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 50))

describe('the router', () => {
  it("gives the first provider's answer and asks no other", async () => {
    groqServer.play(whole(groq, 'In the garden.'))
    const route = { provider: 'groq', model: 'openai/gpt-oss-120b' }
    expect(await ask()).toEqual([
      { type: 'text', text: 'In the garden.' },
      {
        type: 'attempt',
        attempt: {
          route,
          answeredBy: 'answered',
          failure: null,
          usage: { inputTokens: 9, outputTokens: 1, estimated: false },
          cost: (9 * 0.15 + 1 * 0.6) / 1_000_000,
        },
      },
      { type: 'end', finish: 'stop', route },
    ])
    expect(geminiServer.asked).toHaveLength(0)
  })

  it('follows the order of the settings', async () => {
    openaiServer.play(refuse(500, {}))
    groqServer.play(whole(groq, 'Hi'))
    const { router } = start({ providers: { priority: ['openai', 'groq'] } })
    expect(brief(await ask(router))).toEqual([
      'openai: unavailable',
      'openai: unavailable',
      'Hi',
      'groq: ok',
      'end',
    ])
  })

  it.each([
    ["doesn't know the model", refuse(404, {}), 'model_missing'],
    ['rejects its only key', refuse(401, {}), 'key_rejected'],
    ['is out of quota', refuse(402, {}), 'quota_exhausted'],
    ['limits the rate', refuse(429, {}), 'rate_limited'],
    ['breaks off before the first words', stream(), 'interrupted'],
  ])('asks the next provider when one %s', async (_, script, kind) => {
    groqServer.play(script)
    geminiServer.play(whole(gemini, 'Hi'))
    expect(brief(await ask())).toEqual([`groq: ${kind}`, 'Hi', 'gemini: ok', 'end'])
  })

  it.each([
    ['is unavailable', refuse(503, {}), 'unavailable'],
    ['says nothing', stream(groq.words(' \n'), groq.finish(), groq.end), 'empty'],
  ])('asks once more when one %s, and then the next provider', async (_, script, kind) => {
    groqServer.play(script)
    geminiServer.play(whole(gemini, 'Hi'))
    expect(brief(await ask())).toEqual([`groq: ${kind}`, `groq: ${kind}`, 'Hi', 'gemini: ok', 'end'])
    groqServer.play(script, whole(groq, 'Hi'))
    expect(brief(await ask())).toEqual([`groq: ${kind}`, 'Hi', 'groq: ok', 'end'])
  })

  it.each([
    [401, 'key_rejected'],
    [402, 'quota_exhausted'],
    [429, 'rate_limited'],
  ])("asks with a provider's next key after status %i", async (status, kind) => {
    groqServer.play(refuse(status, {}), whole(groq, 'Hi'))
    const { router, lines } = start({ keys: { groq: [key('GROQ_API_KEY_1'), key('GROQ_API_KEY_2')] } })
    expect(brief(await ask(router))).toEqual([`groq: ${kind}`, 'Hi', 'groq: ok', 'end'])
    expect(groqServer.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer secret-of-GROQ_API_KEY_1',
      'Bearer secret-of-GROQ_API_KEY_2',
    ])
    expect(lines.join()).toContain('"key":"GROQ_API_KEY_1"')
    expect(lines.join()).not.toMatch(/secret-of|moles/)
  })

  it("leaves a provider's other keys alone when the fault isn't the key's", async () => {
    groqServer.play(refuse(404, {}))
    geminiServer.play(whole(gemini, 'Hi'))
    const keys = { groq: [key('GROQ_API_KEY_1'), key('GROQ_API_KEY_2')], gemini: [key('GEMINI_API_KEY')] }
    expect(brief(await ask(start({ keys }).router))).toEqual([
      'groq: model_missing',
      'Hi',
      'gemini: ok',
      'end',
    ])
  })

  it.each([
    [{ code: 'content_filter' }, 'content_refused'],
    [{}, 'bad_request'],
  ])('tells the person at once that a request %o is refused', async (error, kind) => {
    groqServer.play(refuse(400, { error }))
    expect(brief(await ask())).toEqual([`groq: ${kind}`, `failed: ${kind}`])
  })

  it('starts again at the next provider when an answer breaks off, once that one has words', async () => {
    groqServer.play(tear(groq.words('In the ')))
    geminiServer.play(refuse(500, {}))
    openaiServer.play(whole(openai, 'At home.'))
    const events = await ask()
    expect(brief(events)).toEqual([
      'In the ',
      'groq: interrupted',
      'gemini: unavailable',
      'gemini: unavailable',
      'restart',
      'At home.',
      'openai: ok',
      'end',
    ])
    const [attempt] = events.flatMap((event) => (event.type === 'attempt' ? event.attempt : []))
    expect(attempt?.usage).toEqual({ inputTokens: 8, outputTokens: 2, estimated: true })
  })

  it('leaves the half of an answer standing when nobody can give a whole one', async () => {
    groqServer.play(tear(groq.words('In the ')))
    geminiServer.play(refuse(500, {}))
    openaiServer.play(refuse(500, {}))
    const events = brief(await ask())
    expect(events).not.toContain('restart')
    expect(events.at(-1)).toBe('failed: interrupted')
  })

  it('says what is most telling when all have failed, and when the first of them may be asked again', async () => {
    groqServer.play(refuse(429, {}, { 'retry-after': '40' }))
    geminiServer.play(refuse(401, {}))
    openaiServer.play(refuse(503, {}, { 'retry-after': '9' }))
    expect((await ask()).at(-1)).toMatchObject({
      type: 'failed',
      failure: { kind: 'rate_limited', route: { provider: 'groq' } },
      retryAfterMs: 9000,
    })
  })

  it('says at once that there is no provider', async () => {
    const { router } = start({
      providers: { groq: { enabled: false }, gemini: { enabled: false }, openai: { enabled: false } },
    })
    expect(await ask(router)).toMatchObject([
      { type: 'failed', failure: { kind: 'no_provider', route: null } },
    ])
  })

  it('ends at the answer when it is cut off at its longest', async () => {
    groqServer.play(stream(groq.words('In'), groq.finish('length'), groq.end))
    expect((await ask()).at(-1)).toMatchObject({ type: 'end', finish: 'length' })
  })
})

describe("the router's patience", () => {
  it('gives a provider 10 s for its first words, and the last one what is left of request_timeout', async () => {
    groqServer.play(stall())
    geminiServer.play(stall())
    openaiServer.play(stall())
    const answer = ask()
    await askedOf(groqServer)
    await clock.advance(9_999)
    expect(geminiServer.asked).toHaveLength(0)
    await clock.advance(1)
    await groqServer.asked[0]!.closed
    await askedOf(geminiServer)
    await clock.advance(10_000)
    await geminiServer.asked[0]!.closed
    await askedOf(openaiServer)
    await clock.advance(10_000)
    await openaiServer.asked[0]!.closed
    expect(brief(await answer)).toEqual(['groq: slow', 'gemini: slow', 'openai: slow', 'failed: slow'])
  })

  it('gives the only provider all of request_timeout', async () => {
    groqServer.play(stall())
    const answer = ask(start({ providers: { priority: ['groq'] } }).router)
    await askedOf(groqServer)
    await clock.advance(29_999)
    expect(clock.waiting).toBe(1)
    await clock.advance(1)
    expect(brief(await answer)).toEqual(['groq: slow', 'failed: slow'])
  })

  it.each([
    ['apart from its words', groq.thoughts('Let me see.')],
    ['between tags', groq.words('<think>Let me see.')],
  ])('bears with a model that thinks %s, as long as another one can still be asked', async (_, thoughts) => {
    groqServer.play(stall(thoughts))
    geminiServer.play(whole(gemini, 'At home.'))
    const answer = ask()
    await askedOf(groqServer)
    await settled()
    await clock.advance(14_999)
    expect(geminiServer.asked).toHaveLength(0)
    await clock.advance(1)
    expect(brief(await answer)).toEqual(['groq: slow', 'At home.', 'gemini: ok', 'end'])
  })

  it("doesn't take headers and an empty chunk for a sign of life", async () => {
    groqServer.play(stall(groq.words('')))
    geminiServer.play(whole(gemini, 'At home.'))
    const answer = ask()
    await askedOf(groqServer)
    await settled()
    await clock.advance(10_000)
    expect(brief(await answer)).toEqual(['groq: slow', 'At home.', 'gemini: ok', 'end'])
  })

  it('holds request_timeout over all attempts, and leaves each provider its share', async () => {
    groqServer.play(stall())
    geminiServer.play(stall())
    openaiServer.play(stall())
    const answer = ask(start({ limits: { request_timeout: 12 } }).router)
    for (const server of [groqServer, geminiServer, openaiServer]) {
      await askedOf(server)
      await clock.advance(4000)
    }
    expect(brief(await answer)).toEqual(['groq: slow', 'gemini: slow', 'openai: slow', 'failed: slow'])
  })

  it('takes an answer for broken off after idle_timeout without a word', async () => {
    groqServer.play(stall(groq.words('In the ')))
    geminiServer.play(whole(gemini, 'At home.'))
    const events = start({ limits: { request_timeout: 3, idle_timeout: 5 } }).router.answer(
      { turn: '1', prompt, choices: [] },
      new AbortController().signal,
    )
    expect(brief(await begun(events))).toEqual(['In the '])
    const rest = Array.fromAsync(events)
    await clock.advance(4999)
    expect(geminiServer.asked).toHaveLength(0)
    await clock.advance(1)
    expect(brief(await rest)).toEqual(['groq: interrupted', 'restart', 'At home.', 'gemini: ok', 'end'])
  })

  it("doesn't take a slow reader for a silent provider", async () => {
    groqServer.play(whole(groq, 'Hi'))
    const events = start().router.answer({ turn: '1', prompt, choices: [] }, new AbortController().signal)
    const answer = events[Symbol.asyncIterator]()
    expect((await answer.next()).value).toEqual({ type: 'text', text: 'Hi' })
    await clock.advance(60_000)
    expect((await answer.next()).value).toMatchObject({ type: 'attempt', attempt: { failure: null } })
    await answer.return?.()
  })

  it('gives up after answer_timeout, whatever has been said', async () => {
    groqServer.play(stall(groq.words('In the ')))
    const events = start({ limits: { answer_timeout: 4 } }).router.answer(
      { turn: '1', prompt, choices: [] },
      new AbortController().signal,
    )
    await begun(events)
    const rest = Array.fromAsync(events)
    await clock.advance(4000)
    expect(brief(await rest)).toEqual(['groq: overtime', 'failed: overtime'])
  })
})

describe('whoever asks the router', () => {
  it('gets the reason and nothing else when the question is taken back', async () => {
    groqServer.play(stall(groq.words('In')))
    const abort = new AbortController()
    const reason = new Error('deleted')
    const outcome = ask(start().router, abort.signal).catch((error: unknown) => error)
    await askedOf(groqServer)
    abort.abort(reason)
    expect(await outcome).toBe(reason)
    await groqServer.asked[0]!.closed
    expect(geminiServer.asked).toHaveLength(0)
  })

  it('may stop reading: the request is closed', async () => {
    groqServer.play(stall(groq.words('In')))
    for await (const event of start().router.answer(
      { turn: '1', prompt, choices: [] },
      new AbortController().signal,
    )) {
      expect(event.type).toBe('text')
      break
    }
    await groqServer.asked[0]!.closed
  })
})

describe('the providers that can be used', () => {
  it('are those with a key or a base URL; of each other one it is said once what to do', async () => {
    groqServer.play(whole(groq, 'Hi'))
    const metrics = createMetrics({ processMetrics: false })
    const lines: string[] = []
    const providers = createLive(
      providersSection.parse({
        priority: ['gemini', 'local', 'nowhere'],
        local: { base_url: `${openaiServer.url}/v1`, model: 'llama' },
        openai: { enabled: false },
      }),
    )
    const router = startRouter({
      providers,
      keys: createLive<ReadonlyMap<string, readonly NamedKey[]>>(new Map()),
      limits: createLive(rateLimitingSection.parse({})),
      clock,
      log: createLog('info', (line) => lines.push(line)),
      metrics,
      models: createLive({}),
      routing: createLive(routingSection.parse({})),
    })
    routers.use(router)
    openaiServer.play(whole(openai, 'Hi'))
    expect(brief(await ask(router))).toEqual(['Hi', 'local: ok', 'end'])
    expect(openaiServer.asked[0]).toMatchObject({ path: '/v1/chat/completions', body: { model: 'llama' } })
    providers.replace({ ...providers.current })
    const health = router.health()
    expect(health.map(({ provider, usable }) => [provider, usable])).toEqual([
      ['gemini', false],
      ['local', true],
      ['nowhere', false],
      ['groq', false],
      ['openai', false],
    ])
    expect(health[0]?.reason).toContain('GEMINI_API_KEY')
    expect(lines).toHaveLength(2)
  })

  it('follow the settings and the keys', async () => {
    groqServer.play(whole(groq, 'Hi'))
    geminiServer.play(whole(gemini, 'Hi'))
    const { router, providers, keys } = start()
    await ask(router)
    keys.replace(
      new Map([
        ['groq', [key('GROQ_API_KEY')]],
        ['gemini', [key('NEW')]],
      ]),
    )
    providers.replace(
      providersSection.parse({
        priority: ['gemini'],
        gemini: { model: 'other', base_url: geminiServer.url },
      }),
    )
    expect(brief(await ask(router))).toEqual(['Hi', 'gemini: ok', 'end'])
    expect(geminiServer.asked[0]).toMatchObject({ headers: { 'x-goog-api-key': 'secret-of-NEW' } })
    expect(geminiServer.asked[0]?.path).toContain('/models/other:')
  })

  it('say what keeps them from answering, until they answer again', async () => {
    groqServer.play(refuse(401, {}))
    geminiServer.play(whole(gemini, 'Hi'))
    const { router } = start()
    await ask(router)
    expect(router.health()[0]).toMatchObject({
      provider: 'groq',
      usable: true,
      reason: expect.stringContaining('GROQ_API_KEY is left alone for 300 s: key_rejected'),
      keys: [{ name: 'GROQ_API_KEY', state: 'disabled', reason: 'key_rejected', untilMs: 300_000 }],
    })
    groqServer.play(whole(groq, 'Hi'))
    await clock.advance(300_000)
    await ask(router)
    expect(router.health()[0]).toMatchObject({ reason: null, keys: [{ state: 'ready', untilMs: 0 }] })
  })
})

describe('whoever is turned away', () => {
  it('hears of a limit that only headers told', async () => {
    groqServer.play((response, asked) => {
      response.setHeader('x-ratelimit-remaining-requests', '0')
      response.setHeader('x-ratelimit-reset-requests', '30s')
      return whole(groq, 'Hi')(response, asked)
    })
    const { router } = start({ providers: { priority: ['groq'] } })
    await ask(router)
    expect(await ask(router)).toMatchObject([
      { type: 'failed', failure: { kind: 'rate_limited' }, retryAfterMs: 30_000 },
    ])
  })

  it('hears what came last, and not that the question was too long before it was trimmed', async () => {
    const long = { error: { code: 'context_length_exceeded' } }
    groqServer.play(refuse(400, long), refuse(503, {}))
    const { router } = start({ providers: { priority: ['groq'] } })
    const messages = [...prompt.messages, { role: 'assistant' as const, text: 'There.' }, ...prompt.messages]
    const events = await ask(router, undefined, { ...prompt, messages })
    expect(brief(events).at(-1)).toBe('failed: unavailable')
  })

  it('for a long question doesn’t turn others away with him', async () => {
    groqServer.play(refuse(413, { error: { code: 'rate_limit_exceeded' } }), whole(groq, 'Hi'))
    const { router } = start({ providers: { priority: ['groq'] } })
    expect(brief(await ask(router)).at(-1)).toBe('failed: context_too_long')
    expect(brief(await ask(router))).toEqual(['Hi', 'groq: ok', 'end'])
  })

  it('may ask again after half a minute, however long a failing server wants to be left alone', async () => {
    groqServer.play(refuse(503, {}, { 'retry-after': '3600' }), whole(groq, 'Hi'))
    geminiServer.play(whole(gemini, 'Hi'))
    const { router } = start({ providers: { priority: ['groq', 'gemini'] } })
    expect(brief(await ask(router))).toEqual(['groq: unavailable', 'Hi', 'gemini: ok', 'end'])
    expect(brief(await ask(router))).toEqual(['Hi', 'gemini: ok', 'end'])
    await clock.advance(30_000)
    expect(brief(await ask(router))).toEqual(['Hi', 'groq: ok', 'end'])
  })
})

describe('a provider that is odd', () => {
  it('and says with every chunk that it has finished is read to its end', async () => {
    groqServer.play(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const word of ['one ', 'two ', 'three']) {
        response.write(groq.words(word) + groq.finish())
        await vi.waitFor(() => expect(clock.waiting).toBeGreaterThan(0), { interval: 2 })
        await settled()
        await clock.advance(1500)
      }
      response.end(groq.end)
    })
    expect(brief(await ask())).toEqual(['one ', 'two ', 'three', 'groq: ok', 'end'])
  })

  it('and tells what no model can have used, or no model is called, is still billed and stored', async () => {
    const strange = { model: 'm\u0000', choices: [], usage: { prompt_tokens: 5e12, completion_tokens: -1 } }
    groqServer.play(stream(groq.words('Hello'), groq.finish(), event(strange), groq.end))
    const [, attempted] = await ask()
    expect(attempted).toMatchObject({ attempt: { answeredBy: 'answered', usage: { estimated: true } } })
  })

  it('and sends us elsewhere is not followed: nobody else gets the key', async () => {
    groqServer.play(refuse(307, {}, { location: `${openaiServer.url}/v1/chat/completions` }))
    geminiServer.play(whole(gemini, 'Hi'))
    const { router } = start({ providers: { priority: ['groq', 'gemini'] } })
    expect(brief(await ask(router)).slice(-3)).toEqual(['Hi', 'gemini: ok', 'end'])
    expect(openaiServer.asked).toHaveLength(0)
  })

  it('is forgiven what another server in its place did', async () => {
    groqServer.play(refuse(401, {}))
    openaiServer.play(whole(groq, 'Hi'))
    const { router, providers } = start({ providers: { priority: ['groq'] } })
    expect(brief(await ask(router)).at(-1)).toBe('failed: key_rejected')
    providers.replace(providersSection.parse({ priority: ['groq'], groq: { base_url: openaiServer.url } }))
    expect(brief(await ask(router))).toEqual(['Hi', 'groq: ok', 'end'])
  })
})

it('leaves time for another one when answer_timeout is the shortest of the limits', async () => {
  groqServer.play(stall())
  geminiServer.play(whole(gemini, 'Hi'))
  const { router } = start({ providers: { priority: ['groq', 'gemini'] }, limits: { answer_timeout: 6 } })
  const answer = ask(router)
  await askedOf(groqServer)
  await clock.advance(3000)
  expect(brief(await answer)).toEqual(['groq: slow', 'Hi', 'gemini: ok', 'end'])
})

it('lets others in as soon as a route that is tried again has first words', async () => {
  const { router } = start({ providers: { priority: ['groq'] } })
  groqServer.play(stall())
  const first = ask(router)
  await askedOf(groqServer)
  await clock.advance(30_000)
  expect(brief(await first).at(-1)).toBe('failed: slow')
  await clock.advance(5000)
  groqServer.play(stall(groq.words('Once upon a time')), whole(groq, 'Hi'))
  const stop = new AbortController()
  const story = router.answer({ turn: '1', prompt, choices: [] }, stop.signal)[Symbol.asyncIterator]()
  expect(await story.next()).toMatchObject({ value: { text: 'Once upon a time' } })
  expect(router.health()[0]?.routes[0]?.circuit).toBe('half_open')
  expect(brief(await ask(router))).toEqual(['Hi', 'groq: ok', 'end'])
  expect(router.health()[0]?.routes[0]?.circuit).toBe('closed')
  await story.return?.()
})

it('measures each request under the names of OpenTelemetry', async () => {
  groqServer.play(refuse(429, {}))
  geminiServer.play(whole(gemini, 'Hi'))
  const { router, metrics } = start()
  await ask(router)
  const told = await metrics.expose()
  const of =
    'gen_ai_operation_name="chat",gen_ai_provider_name="gemini",gen_ai_request_model="gemini-3.5-flash-lite",gen_ai_response_model="answered"'
  expect(told).toContain(`gen_ai_client_operation_duration_seconds_count{${of},error_type=""} 1`)
  expect(told).toContain(`gen_ai_client_operation_time_to_first_chunk_seconds_count{${of}} 1`)
  expect(told).toContain(`gen_ai_client_token_usage_total{${of},gen_ai_token_type="input"} 9`)
  expect(told).toMatch(/duration_seconds_count\{[^}]*"groq"[^}]*error_type="rate_limited"\} 1/)
})
