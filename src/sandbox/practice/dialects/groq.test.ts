import Groq, { APIError } from 'groq-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.ts'
import { startPracticeProvider, type RunningPracticeProvider } from '../server.ts'

let provider: RunningPracticeProvider
let client: Groq

beforeAll(async () => {
  const pace = { first_token_ms: 0, chunk_ms: 0 }
  provider = await startPracticeProvider({ port: 0, clock: systemClock, pace })
  client = clientWith('gsk_practice')
})
afterAll(() => provider[Symbol.asyncDispose]())

const clientWith = (apiKey: string) => new Groq({ apiKey, baseURL: provider.baseUrls.groq, maxRetries: 0 })

const model = 'llama-3.3-70b-versatile'
const say = (text: string) => [{ role: 'user' as const, content: `say exactly: ${text}` }]

describe("Groq's protocol, as its SDK sees it", () => {
  test('a stream holds the text, and its last chunk the finish reason and the usage', async () => {
    const chunks = await Array.fromAsync(
      await client.chat.completions.create({ model, messages: say('Fast words.'), stream: true }),
    )
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Fast words.')
    expect(chunks[0]?.x_groq?.id).toMatch(/^req_/)
    expect(chunks.at(-1)).toMatchObject({
      choices: [{ finish_reason: 'stop' }],
      x_groq: { usage: { completion_tokens: 3, total_time: 0.11 } },
    })
  })

  test('a whole answer comes with its usage and the headers of the limits', async () => {
    const { data, response } = await client.chat.completions
      .create({ model, messages: say('all of it') })
      .withResponse()
    expect(data.choices).toMatchObject([{ message: { content: 'all of it' }, finish_reason: 'stop' }])
    expect(data.usage).toMatchObject({ completion_tokens: 3, queue_time: 0.01 })
    expect(response.headers.get('x-ratelimit-limit-tokens')).toBe('12000')
  })

  test('the most tokens asked for cut the answer', async () => {
    const messages = say('x'.repeat(100))
    const { choices } = await client.chat.completions.create({ model, messages, max_completion_tokens: 5 })
    expect(choices).toMatchObject([{ message: { content: 'x'.repeat(20) }, finish_reason: 'length' }])
  })

  test.each([
    ['names', 400, { messages: [{ role: 'user' as const, content: 'hi', name: 'Ada' }] }],
    ['a reasoning effort', 400, { reasoning_effort: 'low' as const }],
    ['a model that is not there', 404, { model: 'missing-1' }],
  ])('%s: refused in the shape that Groq uses', async (_what, status, fields) => {
    const call = client.chat.completions.create({ model, messages: say('hi'), ...fields })
    const error: unknown = await call.catch((error: unknown) => error)
    expect(error).toBeInstanceOf(APIError)
    expect(error).toMatchObject({ status, error: { error: { type: 'invalid_request_error' } } })
  })

  test('keys that begin with bad- are refused', async () => {
    const call = clientWith('bad-key').chat.completions.create({ model, messages: say('hi') })
    await expect(call).rejects.toMatchObject({
      status: 401,
      error: { error: { message: 'Invalid API Key', code: 'invalid_api_key' } },
    })
  })

  test('models are listed with their context windows', async () => {
    const { data } = await client.models.list()
    expect(data).toContainEqual(expect.objectContaining({ id: model, context_window: 131_072 }))
  })
})
