import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { gemini, settingsOf, wires } from '../../../test/provider-wire.ts'
import { refuse, startScriptedServer, stream, type ScriptedServer } from '../../../test/scripted-server.ts'
import type { Prompt } from '../contract.ts'

const prompt: Prompt = {
  system: 'Be brief.',
  messages: [
    { role: 'user', text: 'Hi' },
    { role: 'assistant', text: 'Hello!' },
    { role: 'user', text: 'Ann: one' },
    { role: 'user', text: 'Bob: two' },
  ],
}

let server: ScriptedServer
beforeAll(async () => void (server = await startScriptedServer()))
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => void (server.asked.length = 0))

const request = async (
  name: 'openai' | 'groq' | 'gemini',
  settings: object,
  path = '',
  provider: string = name,
) => {
  const wire = wires.find((wire) => wire.name === name)!
  server.play(stream(wire.words('a'), wire.finish(), wire.end))
  const options = {
    provider,
    settings: settingsOf(name, settings),
    baseUrl: server.url + path,
    clock: createFakeClock(),
  }
  await Array.fromAsync(wire.create(options)(prompt, 'the-model', 'key', new AbortController().signal))
  return server.asked.at(-1)!
}

const chat = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: 'Hello!' },
  { role: 'user', content: 'Ann: one' },
  { role: 'user', content: 'Bob: two' },
]

describe('a request to a server that speaks OpenAI’s protocol', () => {
  it('holds the conversation, asks for usage and limits the answer in the older way', async () => {
    const { path, body } = await request('openai', {}, '/v1')
    expect(path).toBe('/v1/chat/completions')
    expect(body).toEqual({
      model: 'the-model',
      messages: chat,
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 4000,
    })
  })

  it('holds what the operator set, and fields of its own before ours', async () => {
    const body = { max_completion_tokens: 5, stream_options: null, seed: 1, stream: false }
    const settings = { temperature: 0, reasoning_effort: 'low', body }
    expect((await request('openai', settings)).body).toEqual({
      model: 'the-model',
      messages: chat,
      stream: true,
      temperature: 0,
      reasoning_effort: 'low',
      max_completion_tokens: 5,
      stream_options: null,
      seed: 1,
    })
  })
})

describe('a request to Groq', () => {
  it.each(['', '/', '/openai/v1', '/openai/v1/'])(
    'goes to its API when the base URL ends in "%s"',
    async (path) => {
      const asked = await request(
        'groq',
        { reasoning_effort: 'minimal', body: { include_reasoning: false } },
        path,
      )
      expect(asked.path).toBe('/openai/v1/chat/completions')
      expect(asked.body).toEqual({
        model: 'the-model',
        messages: chat,
        stream: true,
        max_completion_tokens: 4000,
        reasoning_effort: 'low',
        include_reasoning: false,
      })
    },
  )
})

describe('a request to Gemini', () => {
  it.each(['', '/', '/v1beta'])('goes to its API when the base URL ends in "%s"', async (path) => {
    expect((await request('gemini', {}, path)).path).toBe(
      '/v1beta/models/the-model:streamGenerateContent?alt=sse',
    )
  })

  it('makes one turn of what one side said in a row', async () => {
    const body = { generationConfig: { topP: 0.5 }, safetySettings: [] }
    expect((await request('gemini', { temperature: 1, reasoning_effort: 'none', body })).body).toEqual({
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        { role: 'model', parts: [{ text: 'Hello!' }] },
        { role: 'user', parts: [{ text: 'Ann: one' }, { text: 'Bob: two' }] },
      ],
      systemInstruction: { role: 'system', parts: [{ text: 'Be brief.' }] },
      generationConfig: {
        maxOutputTokens: 4000,
        temperature: 1,
        thinkingConfig: { thinkingLevel: 'minimal' },
        topP: 0.5,
      },
      safetySettings: [],
    })
  })

  it('rejects a key that Gemini calls invalid with status 400, and reads when to come back', async () => {
    const { create } = gemini
    const settings = settingsOf('gemini')
    const driver = create({ provider: 'gemini', settings, baseUrl: server.url, clock: createFakeClock() })
    const ask = () => Array.fromAsync(driver(prompt, 'the-model', 'key', new AbortController().signal))
    const google = 'type.googleapis.com/google.rpc'
    const invalid = { '@type': `${google}.ErrorInfo`, reason: 'API_KEY_INVALID' }
    server.play(refuse(400, { error: { code: 400, status: 'INVALID_ARGUMENT', details: [invalid] } }))
    await expect(ask()).rejects.toMatchObject({
      failure: { kind: 'key_rejected', detail: 'HTTP 400 (API_KEY_INVALID)' },
    })
    const retry = { '@type': `${google}.RetryInfo`, retryDelay: '34.5s' }
    server.play(refuse(429, { error: { code: 429, status: 'RESOURCE_EXHAUSTED', details: [retry] } }))
    await expect(ask()).rejects.toMatchObject({ failure: { kind: 'rate_limited', retryAfterMs: 34_500 } })
  })
})

describe("a request to a provider's own address", () => {
  it.each([
    ['groq', null, 'https://api.groq.com/openai/v1/chat/completions', 'max_completion_tokens'],
    ['openai', null, 'https://api.openai.com/v1/chat/completions', 'max_completion_tokens'],
    [
      'openai',
      'https://eu.api.openai.com/v1',
      'https://eu.api.openai.com/v1/chat/completions',
      'max_completion_tokens',
    ],
    [
      'gemini',
      null,
      'https://generativelanguage.googleapis.com/v1beta/models/the-model:streamGenerateContent?alt=sse',
      'maxOutputTokens',
    ],
  ] as const)('goes from the %s driver (%s) to %s', async (name, baseUrl, url, limit) => {
    const wire = wires.find((wire) => wire.name === name)!
    const sent = vi.fn<typeof fetch>(async () => new Response(wire.words('a') + wire.finish() + wire.end))
    vi.stubGlobal('fetch', sent)
    const driver = wire.create({
      provider: name,
      settings: settingsOf(name),
      baseUrl,
      clock: createFakeClock(),
    })
    await Array.fromAsync(driver(prompt, 'the-model', 'key', new AbortController().signal))
    vi.unstubAllGlobals()
    expect(sent.mock.calls[0]?.[0]).toBe(url)
    expect(sent.mock.calls[0]?.[1]?.body).toContain(`"${limit}":4000`)
  })
})
