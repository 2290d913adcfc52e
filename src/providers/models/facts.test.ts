import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { settingsSchema } from '../../config/settings.ts'
import { costOf } from './cost.ts'
import { factsOf, successorOf } from './facts.ts'
import { knownModels } from './known-models.ts'

const luna = { provider: 'openai', model: 'gpt-6-luna' }
const usage = { inputTokens: 2000, outputTokens: 500, estimated: false }
const sourcesWith = (models: object) =>
  ({ kind: 'openai', models: settingsSchema.parse({ models }).models }) as const
const price = { input: 1, output: 4, as_of: '2026-11-01' }

describe('facts of models', () => {
  test('are known for the usual ones, by the kind of their provider', () => {
    expect(factsOf(sourcesWith({}), luna).context_length).toBe(1_050_000)
    const elsewhere = { ...luna, provider: 'proxy' }
    expect(factsOf(sourcesWith({}), elsewhere).context_length).toBe(1_050_000)
    expect(factsOf({ ...sourcesWith({}), kind: 'groq' }, elsewhere)).toEqual({})
  })

  test('stay known when a built-in provider is asked by another protocol', () => {
    const route = { provider: 'gemini', model: 'gemini-3.5-flash-lite' }
    expect(factsOf(sourcesWith({}), route).context_length).toBe(1_048_576)
  })

  test('are overridden by settings, key by key', () => {
    const sources = sourcesWith({ openai: { 'gpt-6-luna': { context_length: 8000 } }, another: {} })
    expect(factsOf(sources, luna)).toEqual({ ...factsOf(sourcesWith({}), luna), context_length: 8000 })
    expect(factsOf(sources, { ...luna, provider: 'proxy' }).context_length).toBe(1_050_000)
  })

  test.each(['llama3.2', 'constructor', '__proto__'])('are not invented for %s', (model) => {
    expect(factsOf(sourcesWith({}), { provider: 'ollama', model })).toEqual({})
    expect(factsOf(sourcesWith({}), { provider: model, model })).toEqual({})
    expect(successorOf('openai', { provider: model, model })).toBeNull()
  })
})

describe('what we know ourselves', () => {
  const all = Object.values(knownModels).flatMap((models) => Object.entries(models))

  test('could stand in settings', () => {
    const facts = all.map(([model, { successor: _successor, ...facts }]) => [model, facts])
    expect(settingsSchema.safeParse({ models: { groq: Object.fromEntries(facts) } }).error).toBeUndefined()
  })

  test('names successors that stay', () => {
    for (const [kind, models] of Object.entries(knownModels))
      for (const [model, { shuts_down, successor }] of Object.entries(models)) {
        expect([kind, model, successor !== undefined]).toEqual([kind, model, shuts_down !== undefined])
        if (!successor) continue
        expect(models[successor]).toMatchObject({
          price: expect.anything(),
          context_length: expect.anything(),
        })
        expect(models[successor]?.shuts_down).toBeUndefined()
      }
  })

  test('is what the documentation says', async () => {
    const guide = await readFile(new URL('../../../docs/providers.md', import.meta.url), 'utf8')
    for (const [model, { shuts_down, successor }] of all) {
      if (!shuts_down) continue
      const row = guide.split('\n').find((line) => line.includes(`\`${model}\``) && line.includes(shuts_down))
      expect(row, model).toContain(`\`${successor}\``)
    }
  })

  test('has a price and a context length of each default model', () => {
    const { groq, gemini, openai } = settingsSchema.parse({}).providers
    for (const { kind, model } of [groq, gemini, openai])
      expect(knownModels[kind][model]).toMatchObject({ price: {}, context_length: expect.any(Number) })
  })
})

describe('the cost of a request', () => {
  test('is that of its tokens, a million at a time', () => {
    const sources = sourcesWith({ openai: { 'gpt-6-luna': { price } } })
    expect(costOf(sources, { route: luna, answeredBy: 'gpt-6-luna', usage })).toBeCloseTo(0.004, 12)
  })

  test('goes by the model that answered, and by the one that was asked where that has no price', () => {
    const dear = { ...price, input: 100, output: 400 }
    const sources = sourcesWith({ openai: { 'gpt-6-luna': { price }, bigger: { price: dear } } })
    expect(costOf(sources, { route: luna, answeredBy: 'bigger', usage })).toBeCloseTo(0.4, 12)
    expect(costOf(sources, { route: luna, answeredBy: 'gpt-6-luna-2026-09-22', usage })).toBeCloseTo(
      0.004,
      12,
    )
    expect(costOf(sources, { route: luna, answeredBy: null, usage })).toBeCloseTo(0.004, 12)
  })

  test("is nothing at a server of one's own that says so, and unknown without a price or a bill", () => {
    const route = { provider: 'ollama', model: 'llama3.2' }
    const free = sourcesWith({
      ollama: { 'llama3.2': { price: { input: 0, output: 0, as_of: '2026-11-01' } } },
    })
    expect(costOf(free, { route, answeredBy: null, usage })).toBe(0)
    expect(costOf(sourcesWith({}), { route, answeredBy: null, usage })).toBeNull()
    expect(costOf(free, { route, answeredBy: null, usage: null })).toBeNull()
  })
})
