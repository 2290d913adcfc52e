import { afterEach, describe, expect, it, vi } from 'vitest'
import { startPractised, type Practised, type PractisedOptions } from '../../test/practised-router.ts'
import type { AnswerEvent, Prompt } from './contract.ts'

let practised: Practised
afterEach(() => practised[Symbol.asyncDispose]())
const start = async (options: PractisedOptions) => (practised = await startPractised(options))

const prompt: Prompt = { system: 'Be brief.', messages: [{ role: 'user', text: 'count to 200' }] }
const gpt4o = { provider: 'openai', model: 'gpt-4o' }

describe('what an answer may cost', () => {
  it('is bounded by the dearest of all that may be asked', async () => {
    await start({
      priority: ['groq', 'openai'],
      providers: {
        groq: { max_output_tokens: 500, body: { max_completion_tokens: 700 } },
        openai: { max_output_tokens: 600 },
      },
      models: { groq: { 'openai/gpt-oss-120b': { price: { input: 9, output: 0.1, as_of: '2026-11-01' } } } },
    })
    expect(practised.router.priceBound()).toEqual({ input: 9e-6, output: 0.5e-6, outputTokens: 700 })
    expect(practised.router.priceBound([gpt4o])).toEqual({ input: 9e-6, output: 10e-6, outputTokens: 700 })
    expect(practised.router.priceBound([{ provider: 'openai', model: 'no-price' }])).toMatchObject({
      output: 0.5e-6,
    })
  })

  it('is nothing where nobody knows a price', async () => {
    await start({ priority: ['groq'], providers: { groq: { model: 'own', max_output_tokens: 10 } } })
    expect(practised.router.priceBound()).toEqual({ input: 0, output: 0, outputTokens: 10 })
  })
})

const stoppedAt = async (isTime: (event: AnswerEvent | undefined) => boolean, pace: object) => {
  practised.practice.setPace(pace)
  const stop = new AbortController()
  const events: AnswerEvent[] = []
  const reading = (async () => {
    for await (const event of practised.router.answer({ turn: '1', prompt, choices: [] }, stop.signal)) {
      events.push(event)
      if (isTime(event)) stop.abort(new Error('enough'))
    }
  })()
  if (isTime(undefined)) {
    await vi.waitFor(() => expect(practised.practice.requests.counts().groq.open).toBe(1))
    await new Promise((resolve) => setTimeout(resolve, 50))
    stop.abort(new Error('enough'))
  }
  await expect(reading).rejects.toThrow('enough')
  return events.at(-1)
}

describe('a request that is stopped', () => {
  it('has cost the question and what was written, by estimate', async () => {
    await start({ priority: ['groq'] })
    expect(await stoppedAt((event) => event?.type === 'text', { chunk_ms: 20 })).toMatchObject({
      type: 'attempt',
      attempt: {
        failure: { kind: 'cancelled' },
        usage: { inputTokens: 6, outputTokens: expect.any(Number), estimated: true },
        cost: expect.any(Number),
      },
    })
  })

  it('has cost the question when not a word had come', async () => {
    await start({ priority: ['groq'] })
    expect(await stoppedAt((event) => event === undefined, { first_token_ms: 5000 })).toMatchObject({
      type: 'attempt',
      attempt: { usage: { inputTokens: 6, outputTokens: 0, estimated: true }, cost: expect.any(Number) },
    })
  })

  it('has cost nothing when nobody had begun to work at it', async () => {
    await start({ priority: ['groq'] })
    practised.practice.faults.add({ fault: 'no_headers' })
    expect(await stoppedAt((event) => event === undefined, {})).toMatchObject({
      type: 'attempt',
      attempt: { failure: { kind: 'cancelled' }, usage: null, cost: null },
    })
  })
})
