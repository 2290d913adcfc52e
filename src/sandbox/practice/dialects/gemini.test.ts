import { GoogleGenerativeAI, GoogleGenerativeAIFetchError, type ModelParams } from '@google/generative-ai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.ts'
import { startPracticeProvider, type RunningPracticeProvider } from '../server.ts'

let provider: RunningPracticeProvider

beforeAll(async () => {
  const pace = { first_token_ms: 0, chunk_ms: 0 }
  provider = await startPracticeProvider({ port: 0, clock: systemClock, pace })
})
afterAll(() => provider[Symbol.asyncDispose]())

const modelWith = (params: Partial<ModelParams> = {}, key = 'AIza-practice') =>
  new GoogleGenerativeAI(key).getGenerativeModel(
    { model: 'gemini-2.5-flash', ...params },
    { baseUrl: provider.baseUrls.gemini },
  )

const failureOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(error instanceof GoogleGenerativeAIFetchError))
    throw new Error('it should have failed', { cause: error })
  return error
}

describe("Gemini's protocol, as its SDK sees it", () => {
  test('a stream holds the text, and its last chunk the finish reason and the usage', async () => {
    const { stream } = await modelWith().generateContentStream('say exactly: Many words, "quotes"\nand a 😀.')
    const chunks = await Array.fromAsync(stream)
    expect(chunks.map((chunk) => chunk.text()).join('')).toBe('Many words, "quotes"\nand a 😀.')
    expect(chunks.flatMap(({ candidates }) => candidates?.[0]?.finishReason ?? [])).toEqual(['STOP'])
    expect(chunks.at(-1)?.usageMetadata).toMatchObject({
      promptTokenCount: 18,
      candidatesTokenCount: 8,
      totalTokenCount: 26,
    })
  })

  test('a whole answer comes with its usage', async () => {
    const { response } = await modelWith().generateContent('say exactly: all of it')
    expect(response.text()).toBe('all of it')
    expect(response.usageMetadata).toMatchObject({ candidatesTokenCount: 3 })
    expect(response).toMatchObject({ modelVersion: 'gemini-2.5-flash' })
  })

  test('events end as they do at Google: with CR and LF', async () => {
    const url = `${provider.baseUrls.gemini}/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse&key=k`
    const body = JSON.stringify({ contents: [{ parts: [{ text: 'say exactly: hi' }] }] })
    const response = await fetch(url, { method: 'POST', body })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await response.text()).toMatch(/^data: \{.*\}\r\n\r\n$/)
  })

  test('the system instruction and the turns of both sides arrive', async () => {
    const chat = modelWith({ systemInstruction: 'Be kind.' }).startChat({
      history: [
        { role: 'user', parts: [{ text: 'my name is Ada' }] },
        { role: 'model', parts: [{ text: 'Hello Ada' }] },
      ],
    })
    const { response } = await chat.sendMessage('What is my name?')
    expect(response.text()).toContain('Ada')
    expect(provider.requests.all().at(-1)).toMatchObject({
      system: 'Be kind.',
      messages: [{ role: 'user' }, { role: 'assistant', text: 'Hello Ada' }, { role: 'user' }],
    })
  })

  test('what one side wrote in a row is told apart, although it is one turn', async () => {
    const parts = [{ text: 'my name is Ada' }, { text: 'What is my name?' }]
    const { response } = await modelWith().generateContent({ contents: [{ role: 'user', parts }] })
    expect(response.text()).toContain('Your name is Ada.')
  })

  test('the most tokens asked for cut the answer', async () => {
    const model = modelWith({ generationConfig: { maxOutputTokens: 5, temperature: 0.3 } })
    const { response } = await model.generateContent(`say exactly: ${'x'.repeat(100)}`)
    expect(response.text()).toBe('x'.repeat(20))
    expect(response.candidates?.[0]?.finishReason).toBe('MAX_TOKENS')
  })

  test('keys that begin with bad- are refused with 400 and API_KEY_INVALID', async () => {
    const error = await failureOf(modelWith({}, 'bad-key').generateContent('hi'))
    expect(error.status).toBe(400)
    expect(error.errorDetails).toContainEqual(expect.objectContaining({ reason: 'API_KEY_INVALID' }))
  })

  test('models that begin with missing- are not there', async () => {
    const error = await failureOf(modelWith({ model: 'missing-1' }).generateContent('hi'))
    expect(error).toMatchObject({ status: 404 })
    expect(error.message).toContain('models/missing-1 is not found for API version v1beta')
  })

  test('an unknown role is refused', async () => {
    const contents = [{ role: 'assistant', parts: [{ text: 'hi' }] }]
    const error = await failureOf(modelWith().generateContent({ contents }))
    expect(error.message).toContain('Please use a valid role: user, model.')
  })

  test('models are listed', async () => {
    const response = await fetch(`${provider.baseUrls.gemini}/v1beta/models?key=k`)
    expect(await response.json()).toMatchObject({ models: [{ name: 'models/gemini-2.5-pro' }, {}, {}] })
  })
})
