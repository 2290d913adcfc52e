import { createHash } from 'node:crypto'
import fc from 'fast-check'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { cutIntoPieces, firstTokens } from './pieces.ts'
import { startPracticeProvider, type RunningPracticeProvider } from './server.ts'

const ask = async (provider: RunningPracticeProvider, text: string, signal?: AbortSignal) => {
  const client = new OpenAI({ apiKey: 'sk-secret', baseURL: provider.baseUrls.openai, maxRetries: 0 })
  const messages = [{ role: 'user' as const, content: text }]
  return client.chat.completions.create({ model: 'gpt-4.1', messages, stream: true }, { signal })
}

describe('pace', () => {
  test('the first words come after first_token_ms, each further piece after chunk_ms', async () => {
    const clock = createFakeClock()
    await using provider = await startPracticeProvider({ port: 0, clock, random: () => 0 })
    const stream = await ask(provider, 'say exactly: one two three')
    const heard: string[] = []
    const listening = (async () => {
      for await (const { choices } of stream) heard.push(choices[0]?.delta.content ?? '')
    })()
    const heardAfter = async (ms: number, text: string) => {
      await clock.advance(ms)
      await expect.poll(() => heard.join('')).toBe(text)
    }
    await heardAfter(149, '')
    await heardAfter(1, 'one ')
    await heardAfter(24, 'one ')
    await heardAfter(1, 'one two ')
    provider.setPace({ chunk_ms: 0 })
    await heardAfter(25, 'one two three')
    await clock.advance(25)
    await listening
    expect(clock.waiting).toBe(0)
  })

  test('a client that leaves in the middle leaves no timer behind', async () => {
    const clock = createFakeClock()
    await using provider = await startPracticeProvider({ port: 0, clock })
    const leaving = new AbortController()
    const stream = await ask(provider, 'tell me a long story', leaving.signal)
    await expect.poll(() => clock.waiting).toBe(1)
    leaving.abort()
    await Array.fromAsync(stream)
    await expect.poll(() => clock.waiting).toBe(0)
    expect(provider.requests.all()).toMatchObject([{ state: 'left' }])
  })

  test('it stops at once, even while streams are silent', async () => {
    const clock = createFakeClock()
    const provider = await startPracticeProvider({ port: 0, clock })
    provider.faults.add({ fault: 'idle', after: 0 })
    const idle = await ask(provider, 'hi')
    const slow = await ask(provider, 'hi')
    await provider[Symbol.asyncDispose]()
    await expect(Array.fromAsync(idle)).rejects.toThrow('terminated')
    await expect(Array.fromAsync(slow)).rejects.toThrow('terminated')
    await expect.poll(() => clock.waiting).toBe(0)
  })

  test('200 streams at once all arrive whole', async () => {
    const pace = { first_token_ms: 0, chunk_ms: 0 }
    await using provider = await startPracticeProvider({ port: 0, clock: createFakeClock(), pace })
    const texts = Array.from({ length: 200 }, (_, at) => `answer ${at}${' and so on'.repeat(20)}`)
    const heard = texts.map(async (text) => {
      const chunks = await Array.fromAsync(await ask(provider, `say exactly: ${text}`))
      return chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
    })
    expect(await Promise.all(heard)).toEqual(texts)
    expect(provider.requests.counts().openai).toEqual({ requests: 200, streamed: 200, open: 0, left: 0 })
  })
})

test('what came in is recorded without the key', async () => {
  const pace = { first_token_ms: 0, chunk_ms: 0 }
  await using provider = await startPracticeProvider({ port: 0, clock: createFakeClock(), pace })
  await Array.fromAsync(await ask(provider, 'hi'))
  const [request] = provider.requests.all()
  const key = createHash('sha256').update('sk-secret').digest('hex').slice(0, 8)
  expect(request).toMatchObject({ provider: 'openai', model: 'gpt-4.1', key, stream: true, state: 'ended' })
  expect(JSON.stringify(request)).not.toContain('sk-secret')
})

test('what is refused is recorded, too', async () => {
  await using provider = await startPracticeProvider({ port: 0, clock: createFakeClock() })
  const client = new OpenAI({ apiKey: 'bad-key', baseURL: provider.baseUrls.openai, maxRetries: 0 })
  const messages = [{ role: 'user' as const, content: 'hi' }]
  await expect(client.chat.completions.create({ model: 'gpt-4.1', messages })).rejects.toThrow('401')
  expect(provider.requests.counts().openai).toMatchObject({ requests: 1, open: 0 })
})

describe('pieces', () => {
  test('joined, they are the text again, and none is long', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), random, (text, number) => {
        const pieces = cutIntoPieces(text, () => number)
        expect(pieces.join('')).toBe(text)
        expect(pieces.every((piece) => piece.trim().split(/\s+/).length <= 4 && piece.isWellFormed())).toBe(
          true,
        )
      }),
    )
  })

  test('a cut text ends before a surrogate pair, never within', () => {
    expect(firstTokens('abc😀', 1)).toBe('abc')
  })
})
