import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import type { ProviderName } from './question.ts'
import { startPracticeProvider, type RunningPracticeProvider } from './server.ts'

const sentence = 'one two three four five six seven eight'

let provider: RunningPracticeProvider

beforeAll(async () => {
  const pace = { first_token_ms: 0, chunk_ms: 0 }
  // A piece is one word.
  provider = await startPracticeProvider({ port: 0, clock: systemClock, random: () => 0, pace })
})
afterEach(() => provider.faults.clear())
afterAll(() => provider[Symbol.asyncDispose]())

const completions = () => ({
  openai: `${provider.baseUrls.openai}/chat/completions`,
  groq: `${provider.baseUrls.groq}/openai/v1/chat/completions`,
  gemini: `${provider.baseUrls.gemini}/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse`,
})

/** The status and the bytes; rejects when the connection breaks. */
const ask = async (name: ProviderName, stream = true) => {
  const content = `say exactly: ${sentence}`
  const body =
    name === 'gemini'
      ? { contents: [{ parts: [{ text: content }] }] }
      : { model: 'gpt-5-mini', messages: [{ role: 'user', content }], stream }
  const headers = { authorization: 'Bearer practice-key', 'x-goog-api-key': 'practice-key' }
  const response = await fetch(completions()[name], { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, text: await response.text() }
}

const statusOf = async (name: ProviderName) => (await ask(name)).status

describe('which requests a fault strikes', () => {
  test('the next one, unless it is told how many', async () => {
    provider.faults.add({ fault: 'server_error' })
    expect([await statusOf('openai'), await statusOf('openai')]).toEqual([500, 200])
    provider.faults.add({ fault: 'server_error', times: 2 })
    expect([await statusOf('groq'), await statusOf('gemini'), await statusOf('groq')]).toEqual([
      500, 500, 200,
    ])
  })

  test('all, until it is removed', async () => {
    const { id } = provider.faults.add({ fault: 'server_error', times: 'always' })
    expect([await statusOf('openai'), await statusOf('openai')]).toEqual([500, 500])
    expect(provider.faults.remove(id)).toBe(true)
    expect(await statusOf('openai')).toBe(200)
  })

  test('those of its provider, model and key alone', async () => {
    provider.faults.add({ fault: 'server_error', provider: 'groq', model: 'another', times: 0 })
    provider.faults.add({ fault: 'server_error', provider: 'openai', key: 'other-key', times: 0 })
    provider.faults.add({ fault: 'server_error', provider: 'gemini', key: 'tice-key', times: 0 })
    expect([await statusOf('openai'), await statusOf('groq'), await statusOf('gemini')]).toEqual([
      200, 200, 500,
    ])
  })

  test('of two that fit, the one that was added first', async () => {
    provider.faults.add({ fault: 'overloaded' })
    provider.faults.add({ fault: 'server_error' })
    expect([await statusOf('openai'), await statusOf('openai')]).toEqual([503, 500])
  })

  test('what can only happen in a stream waits for one', async () => {
    provider.faults.add({ fault: 'error_in_stream' })
    expect((await ask('openai', false)).text).toContain(sentence)
    expect(provider.faults.list()).toHaveLength(1)
    expect((await ask('openai')).text).toContain('"error"')
  })
})

describe('on the wire', () => {
  test('no_done: all but [DONE] is there', async () => {
    const whole = await ask('openai')
    provider.faults.add({ fault: 'no_done' })
    const without = await ask('openai')
    expect(whole.text.endsWith('data: [DONE]\n\n')).toBe(true)
    expect(without.text).toContain('"finish_reason":"stop"')
    expect(without.text).not.toContain('[DONE]')
  })

  test('malformed_line: one event is not JSON, and the words behind it are there', async () => {
    provider.faults.add({ fault: 'malformed_line', after: 2 })
    const events = (await ask('gemini')).text.split('\r\n\r\n')
    expect(events[2]).toBe('data: {"candidates": [{"content":')
    expect(events.slice(3).join('')).toContain('three')
    expect(events.join('')).toContain('"STOP"')
  })

  test('clean_cut: an answer that is not streamed ends in the middle of its JSON', async () => {
    provider.faults.add({ fault: 'clean_cut', after: 1 })
    const { status, text } = await ask('openai', false)
    expect(status).toBe(200)
    expect(text).toMatch(/^\{"id"/)
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
  })

  test('cut: an answer that is not streamed breaks off', async () => {
    provider.faults.add({ fault: 'cut', after: 1 })
    await expect(ask('openai', false)).rejects.toThrow('terminated')
  })
})
