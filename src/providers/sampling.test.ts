import { afterEach, describe, expect, it } from 'vitest'
import { startPractised, type Practised, type PractisedOptions } from '../../test/practised-router.ts'
import type { Prompt } from './contract.ts'

let practised: Practised
afterEach(() => practised[Symbol.asyncDispose]())
const start = async (options: PractisedOptions) => (practised = await startPractised(options))

const prompt: Prompt = { system: 'Be brief.', messages: [{ role: 'user', text: 'count to 200' }] }

const sampled = async (
  sampling: Prompt['sampling'],
  settings: object,
  name: 'groq' | 'gemini' | 'openai',
) => {
  await start({ priority: [name], providers: { [name]: settings } })
  const asked = await practised.ask({ ...prompt, sampling })
  const [request] = practised.practice.requests.all()
  return { ...asked, temperature: request?.temperature, maxTokens: request?.maxTokens }
}

describe('how a prompt wants its answer', () => {
  it.each(['groq', 'gemini', 'openai'] as const)('goes before the settings of %s', async (name) => {
    const sampling = { temperature: 1.5, maxOutputTokens: 50 }
    const answer = await sampled(sampling, { model: 'any', temperature: 0.1 }, name)
    expect(answer).toMatchObject({ temperature: 1.5, maxTokens: 50, last: { finish: 'length' } })
  })

  it.each([
    [{ temperature: 7 }, { temperature: 2, maxTokens: 3000 }],
    [{ temperature: -1 }, { temperature: 0 }],
    [{ maxOutputTokens: 100_000 }, { temperature: 0.5, maxTokens: 3000 }],
    [{ maxOutputTokens: 0.5 }, { maxTokens: 1 }],
    [{}, { temperature: 0.5, maxTokens: 3000 }],
  ])('never goes beyond what is allowed: %o', async (sampling, expected) => {
    const settings = { model: 'any', temperature: 0.5, max_output_tokens: 3000 }
    expect(await sampled(sampling, settings, 'groq')).toMatchObject(expected)
  })

  it.each([
    ['openai', { max_completion_tokens: 900 }],
    ['openai', { max_tokens: 900 }],
    ['gemini', { generationConfig: { maxOutputTokens: 900 } }],
  ] as const)('limits what the operator’s own fields allow at %s: %o', async (name, body) => {
    expect(await sampled({ maxOutputTokens: 50 }, { model: 'any', body }, name)).toMatchObject({
      maxTokens: 50,
    })
    await practised[Symbol.asyncDispose]()
    expect(await sampled({ maxOutputTokens: 1000 }, { model: 'any', body }, name)).toMatchObject({
      maxTokens: 900,
    })
  })

  it.each(['gpt-5-mini', 'o3', 'gpt-6-luna'])('leaves %s its own temperature', async (model) => {
    const body = { max_completion_tokens: 1000 }
    const { last, temperature } = await sampled({ temperature: 1.2 }, { model, body }, 'openai')
    expect(last).toMatchObject({ type: 'end' })
    expect(temperature).toBeNull()
  })
})

it('leaves each request what those before it have not used, and ends where nothing is left', async () => {
  await start({ priority: ['groq', 'gemini', 'openai'] })
  practised.practice.faults.add({ fault: 'cut', provider: 'groq', after: 20 })
  practised.practice.faults.add({ fault: 'cut', provider: 'gemini', after: 20 })
  await practised.ask({ ...prompt, sampling: { maxOutputTokens: 400 } })
  const [first, second, third] = practised.practice.requests.all().map(({ maxTokens }) => maxTokens!)
  expect(first).toBe(400)
  expect(second).toBeLessThan(first!)
  expect(third).toBeLessThan(second!)
  practised.practice.requests.clear()
  practised.practice.faults.add({ fault: 'cut', provider: 'groq', after: 20 })
  const { last } = await practised.ask({ ...prompt, sampling: { maxOutputTokens: 20 } })
  expect(last).toMatchObject({ type: 'failed', failure: { kind: 'interrupted' } })
  expect(practised.practice.requests.all()).toHaveLength(1)
})
