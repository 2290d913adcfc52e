import OpenAI, { APIError } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.ts'
import { startPracticeProvider, type RunningPracticeProvider } from '../server.ts'

let provider: RunningPracticeProvider
let client: OpenAI

beforeAll(async () => {
  const pace = { first_token_ms: 0, chunk_ms: 0 }
  provider = await startPracticeProvider({ port: 0, clock: systemClock, pace })
  client = clientWith('sk-practice')
})
afterAll(() => provider[Symbol.asyncDispose]())

const clientWith = (apiKey: string) =>
  new OpenAI({ apiKey, baseURL: provider.baseUrls.openai, maxRetries: 0 })

const say = (text: string) => [{ role: 'user' as const, content: `say exactly: ${text}` }]

const failureOf = async (call: Promise<unknown>): Promise<APIError> => {
  const error = await call.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(error instanceof APIError)) throw new Error('the call should have failed', { cause: error })
  return error
}

describe("OpenAI's protocol, as its SDK sees it", () => {
  test('a stream holds the text, one finish reason and, where asked for, the usage last', async () => {
    const stream = await client.chat.completions.create({
      model: 'gpt-5-mini',
      messages: say('Many words, "quotes"\nand a 😀.'),
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await Array.fromAsync(stream)
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(
      'Many words, "quotes"\nand a 😀.',
    )
    expect(chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? [])).toEqual(['stop'])
    expect(new Set(chunks.map(({ id, object, model }) => `${id.slice(0, 9)} ${object} ${model}`))).toEqual(
      new Set(['chatcmpl- chat.completion.chunk gpt-5-mini']),
    )
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 8 } })
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
  })

  test('a stream has no usage where nobody asked for it', async () => {
    const stream = await client.chat.completions.create({
      model: 'gpt-4.1',
      messages: say('hi'),
      stream: true,
    })
    const chunks = await Array.fromAsync(stream)
    expect(chunks.filter((chunk) => 'usage' in chunk)).toEqual([])
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  })

  test('a whole answer comes with its usage and the headers of the limits', async () => {
    const { data, response } = await client.chat.completions
      .create({ model: 'gpt-4.1', messages: say('all of it') })
      .withResponse()
    expect(data.choices).toMatchObject([
      { message: { role: 'assistant', content: 'all of it' }, finish_reason: 'stop' },
    ])
    expect(data.usage).toMatchObject({ completion_tokens: 3 })
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('499')
    expect(response.headers.get('x-ratelimit-reset-requests')).toBe('120ms')
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
  })

  test('the most tokens asked for cut the answer, under either name', async () => {
    const messages = say('x'.repeat(100))
    const older = await client.chat.completions.create({ model: 'gpt-4.1', messages, max_tokens: 5 })
    const newer = await client.chat.completions.create({ model: 'gpt-5', messages, max_completion_tokens: 5 })
    const cut = [{ message: { content: 'x'.repeat(20) }, finish_reason: 'length' }]
    expect(older.choices).toMatchObject(cut)
    expect(newer.choices).toMatchObject(cut)
  })

  test.each([
    ['max_tokens', { model: 'gpt-5', max_tokens: 5 }],
    ['temperature', { model: 'gpt-5-mini', temperature: 0.5 }],
    ['reasoning_effort', { model: 'gpt-4.1', reasoning_effort: 'low' as const }],
    ['stream_options', { model: 'gpt-4.1', stream_options: { include_usage: true } }],
    ['messages', { model: 'gpt-4.1', messages: [] }],
  ])('%s is refused where the real models refuse it', async (param, fields) => {
    const error = await failureOf(client.chat.completions.create({ messages: say('hi'), ...fields }))
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', param })
  })

  test('reasoning models take an effort', async () => {
    const { choices } = await client.chat.completions.create({
      model: 'gpt-5-mini',
      messages: [{ role: 'developer', content: 'Be brief.' }, ...say('thought')],
      reasoning_effort: 'minimal',
    })
    expect(choices[0]?.message.content).toBe('thought')
    expect(provider.requests.all().at(-1)).toMatchObject({
      system: 'Be brief.',
      messages: [{ role: 'user' }],
    })
  })

  test('keys that begin with bad- are refused, and shown masked as OpenAI does', async () => {
    const call = clientWith('bad-0123456789abcdef').chat.completions.create({
      model: 'gpt-5',
      messages: say('hi'),
    })
    const error = await failureOf(call)
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' })
    expect(error.message).toContain('bad-************cdef')
  })

  test('models that begin with missing- are not there', async () => {
    const error = await failureOf(client.chat.completions.create({ model: 'missing-1', messages: say('hi') }))
    expect(error).toMatchObject({ status: 404, code: 'model_not_found' })
  })

  test('a prompt that is longer than the model can take is refused', async () => {
    const messages = say('x'.repeat(520_000))
    const error = await failureOf(client.chat.completions.create({ model: 'gpt-4o-mini', messages }))
    expect(error).toMatchObject({ status: 400, code: 'context_length_exceeded', param: 'messages' })
  })

  test('models are listed, for a good key only', async () => {
    const models = await Array.fromAsync(client.models.list())
    expect(models.map(({ id }) => id)).toContain('gpt-5-mini')
    expect(await failureOf(clientWith('bad-key').models.list())).toMatchObject({ status: 401 })
  })

  test('the other endpoints say that they are not there, as OpenAI does', async () => {
    const error = await failureOf(client.responses.create({ model: 'gpt-5', input: 'hi' }))
    expect(error).toMatchObject({ status: 404, type: 'invalid_request_error' })
    expect(error.message).toContain('Invalid URL (POST /practice/openai/v1/responses)')
  })

  test('a body that is not JSON is refused in the usual shape', async () => {
    const headers = { authorization: 'Bearer k', 'content-type': 'application/json' }
    const url = `${provider.baseUrls.openai}/chat/completions`
    const response = await fetch(url, { method: 'POST', headers, body: '{' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
  })
})
