import { GoogleGenerativeAI } from '@google/generative-ai'
import Groq from 'groq-sdk'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.ts'
import type { FaultSpec } from '../fault-spec.ts'
import { startPracticeProvider, type RunningPracticeProvider } from '../server.ts'

// What the real SDKs make of each fault: a stream's text, how it ended, and what was thrown.
type Seen = { text: string; finish: string | null; error: unknown }
type Stream = AsyncIterable<{ text: string; finish: string | null }>

const sentence = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen'
const question = `say exactly: ${sentence}`

let provider: RunningPracticeProvider

beforeAll(async () => {
  const pace = { first_token_ms: 0, chunk_ms: 0 }
  // A piece is one word.
  provider = await startPracticeProvider({ port: 0, clock: systemClock, random: () => 0, pace })
})
afterEach(() => provider.faults.clear())
afterAll(() => provider[Symbol.asyncDispose]())

async function* streamOpenAI(signal?: AbortSignal): Stream {
  const client = new OpenAI({
    apiKey: 'k',
    baseURL: provider.baseUrls.openai,
    maxRetries: 0,
    logLevel: 'off',
  })
  const messages = [{ role: 'user' as const, content: question }]
  const request = { model: 'gpt-5-mini', messages, stream: true as const }
  for await (const { choices } of await client.chat.completions.create(request, { signal })) {
    yield { text: choices[0]?.delta.content ?? '', finish: choices[0]?.finish_reason ?? null }
  }
}

async function* streamGroq(signal?: AbortSignal): Stream {
  const client = new Groq({ apiKey: 'k', baseURL: provider.baseUrls.groq, maxRetries: 0, logLevel: 'off' })
  const messages = [{ role: 'user' as const, content: question }]
  const request = { model: 'llama-3.1-8b-instant', messages, stream: true as const }
  for await (const { choices } of await client.chat.completions.create(request, { signal: signal ?? null })) {
    yield { text: choices[0]?.delta.content ?? '', finish: choices[0]?.finish_reason ?? null }
  }
}

async function* streamGemini(signal?: AbortSignal): Stream {
  const model = new GoogleGenerativeAI('k').getGenerativeModel(
    { model: 'gemini-2.5-flash' },
    { baseUrl: provider.baseUrls.gemini },
  )
  const { stream, response } = await model.generateContentStream(question, signal && { signal })
  response.catch(() => {})
  for await (const chunk of stream) {
    const { candidates, promptFeedback } = chunk
    const finish = candidates?.[0]?.finishReason ?? promptFeedback?.blockReason ?? null
    yield { text: candidates?.[0]?.content.parts?.map(({ text }) => text).join('') ?? '', finish }
  }
}

const streams = { openai: streamOpenAI, groq: streamGroq, gemini: streamGemini }
type Name = keyof typeof streams
const names: readonly Name[] = ['openai', 'groq', 'gemini']

const see = async (name: Name, fault: FaultSpec): Promise<Seen> => {
  provider.faults.add({ provider: name, ...fault })
  let text = ''
  let finish: string | null = null
  try {
    for await (const chunk of streams[name]()) {
      text += chunk.text
      finish ??= chunk.finish
    }
    return { text, finish, error: null }
  } catch (error) {
    return { text, finish, error }
  }
}

/** What the SDKs' errors carry besides the status. */
const partsOf = (error: unknown) => {
  const { headers, errorDetails = [] } = Object(error)
  return { headers: headers instanceof Headers ? headers : null, details: JSON.stringify(errorDetails) }
}

describe.each([
  [{ fault: 'bad_key' }, 401, 401, 400],
  [{ fault: 'bad_key', status: 403 }, 403, 403, 403],
  [{ fault: 'payment_required' }, 402, 402, 402],
  [{ fault: 'insufficient_quota' }, 429, 429, 429],
  [{ fault: 'rate_limited' }, 429, 429, 429],
  [{ fault: 'model_missing' }, 404, 404, 404],
  [{ fault: 'server_error' }, 500, 500, 500],
  [{ fault: 'overloaded' }, 503, 503, 503],
  [{ fault: 'overloaded', status: 529 }, 529, 529, 529],
  [{ fault: 'context_too_long' }, 400, 400, 400],
] as const)('%j', (fault, ...statuses) => {
  test.each(names)('%s refuses with its status', async (name) => {
    const { text, error } = await see(name, fault)
    expect(error).toMatchObject({ status: statuses[names.indexOf(name)] })
    expect(text).toBe('')
  })
})

describe('how long to wait', () => {
  const limited = { fault: 'rate_limited', retry_after: 7, reset_after: 86.4 } as const

  test.each(['openai', 'groq'] as const)('%s says it in headers', async (name) => {
    const { headers } = partsOf((await see(name, limited)).error)
    expect(headers?.get('retry-after')).toBe('7')
    expect(headers?.get('x-ratelimit-remaining-requests')).toBe('0')
    expect(headers?.get('x-ratelimit-reset-requests')).toBe('1m26.4s')
  })

  test('gemini says it in RetryInfo', async () => {
    const { details } = partsOf((await see('gemini', limited)).error)
    expect(details).toContain('"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"')
  })

  test.each(names)('%s says nothing of it if it was told nothing', async (name) => {
    const { headers, details } = partsOf((await see(name, { fault: 'rate_limited' })).error)
    expect(headers?.get('retry-after') ?? null).toBeNull()
    expect(headers?.get('x-ratelimit-reset-requests') ?? null).toBeNull()
    expect(details).not.toContain('RetryInfo')
  })

  test("gemini tells a day's quota from a minute's by its id alone", async () => {
    const { error: day } = await see('gemini', { fault: 'insufficient_quota' })
    const { error: minute } = await see('gemini', { fault: 'rate_limited' })
    expect(partsOf(day).details).toContain('PerDay')
    expect(partsOf(minute).details).toContain('PerMinute')
  })
})

describe.each(names)('a stream of %s that goes wrong', (name) => {
  const [stop, length] = name === 'gemini' ? ['STOP', 'MAX_TOKENS'] : ['stop', 'length']

  test.each(['connection_reset', 'connection_closed'] as const)(
    '%s: fails without an answer',
    async (fault) => {
      const { text, error } = await see(name, { fault })
      expect(error).toBeInstanceOf(Error)
      expect(error).not.toHaveProperty('status', expect.any(Number))
      expect(text).toBe('')
    },
  )

  test('cut: the words before it arrive, then it fails', async () => {
    const { text, finish, error } = await see(name, { fault: 'cut', after: 2 })
    expect({ text, finish }).toEqual({ text: 'one two ', finish: null })
    expect(error).toBeInstanceOf(Error)
  })

  test('clean_cut: ends without a finish reason', async () => {
    expect(await see(name, { fault: 'clean_cut', after: 2 })).toEqual({
      text: 'one two ',
      finish: null,
      error: null,
    })
  })

  test('no_done: everything but the end mark is there', async () => {
    expect(await see(name, { fault: 'no_done' })).toEqual({ text: sentence, finish: stop, error: null })
  })

  test('malformed_line: this SDK gives up on it, although the stream goes on', async () => {
    const { text, error } = await see(name, { fault: 'malformed_line', after: 2 })
    expect(error).toBeInstanceOf(Error)
    expect('one two ').toContain(text)
  })

  test('error_in_stream: the SDKs of OpenAI and Groq throw it, that of Gemini ends well', async () => {
    const { text, finish, error } = await see(name, { fault: 'error_in_stream', after: 2 })
    expect({ text, finish }).toEqual({ text: 'one two ', finish: null })
    if (name === 'gemini') expect(error).toBeNull()
    else expect(String(error)).toMatch(/server/i)
  })

  test('empty: finishes without a word', async () => {
    expect(await see(name, { fault: 'empty' })).toEqual({ text: '', finish: stop, error: null })
  })

  test('length: finishes too early and says so', async () => {
    expect(await see(name, { fault: 'length', after: 3 })).toEqual({
      text: 'one two three ',
      finish: length,
      error: null,
    })
  })

  test('think: thoughts come first, and no piece holds a whole tag', async () => {
    const { text } = await see(name, { fault: 'think' })
    expect(text).toMatch(/^<think>[\s\S]+<\/think>\s+one two/)
    provider.faults.add({ fault: 'think' })
    const pieces = await Array.fromAsync(streams[name](), (chunk) => chunk.text)
    expect(pieces.filter((piece) => /<\/?think>/.test(piece))).toEqual([])
  })

  test('content_filter: before the first word or in the middle', async () => {
    const { text, finish, error } = await see(name, { fault: 'content_filter' })
    if (name === 'gemini')
      expect({ text, finish, error }).toEqual({ text: '', finish: 'PROHIBITED_CONTENT', error: null })
    else expect(error).toMatchObject({ status: 400 })
    expect(await see(name, { fault: 'content_filter', after: 2 })).toEqual({
      text: 'one two ',
      finish: name === 'gemini' ? 'SAFETY' : 'content_filter',
      error: null,
    })
  })

  test.each([
    ['no_headers', ''],
    ['slow_first_token', ''],
    ['idle', 'one two three '],
  ] as const)('%s: silent until the client has enough of it', async (fault, before) => {
    provider.faults.add({ fault })
    const patience = new AbortController()
    let text = ''
    const listening = (async () => {
      for await (const chunk of streams[name](patience.signal)) text += chunk.text
    })()
    const failed = listening.then(
      () => null,
      (error: unknown) => error,
    )
    await expect.poll(() => provider.requests.counts()[name].open).toBe(1)
    await expect.poll(() => text).toBe(before)
    patience.abort()
    await failed
    await expect.poll(() => provider.requests.counts()[name].open).toBe(0)
    expect(provider.requests.all().at(-1)).toMatchObject({ state: 'left', fault })
  })
})
