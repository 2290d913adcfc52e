import { afterEach, describe, expect, it, vi } from 'vitest'
import { startPractised, type Practised, type PractisedOptions } from '../../test/practised-router.ts'
import { providersSection } from '../config/sections/providers.ts'
import type { Prompt } from './contract.ts'

let practised: Practised
afterEach(() => practised[Symbol.asyncDispose]())
const start = async (options: PractisedOptions) => (practised = await startPractised(options))

const prompt: Prompt = { system: 'Be brief.', messages: [{ role: 'user', text: 'count to 200' }] }
const gpt4o = { provider: 'openai', model: 'gpt-4o' }
const modelsAsked = () => practised.practice.requests.all().map(({ model }) => model)
const routesShown = () =>
  practised.router
    .health()
    .flatMap(({ provider, routes }) => routes.map(({ model }) => `${provider} ${model}`))

describe('a model that the settings don’t list', () => {
  it('is asked before all others by whoever chose it, and then its provider’s', async () => {
    await start({ priority: ['groq', 'openai'], providers: { openai: { model: 'gpt-6-luna' } } })
    expect((await practised.ask(prompt, { choices: [gpt4o] })).last).toMatchObject({ route: gpt4o })
    practised.practice.faults.add({ fault: 'model_missing', model: 'gpt-4o' })
    expect((await practised.ask(prompt, { choices: [gpt4o] })).last).toMatchObject({
      route: { provider: 'openai', model: 'gpt-6-luna' },
    })
    expect((await practised.ask(prompt)).last).toMatchObject({ route: { provider: 'groq' } })
  })

  it('has its price and its measures like any other', async () => {
    await start({ priority: ['groq', 'openai'] })
    const { events } = await practised.ask(prompt, { choices: [gpt4o] })
    const attempt = events.find((event) => event.type === 'attempt')?.attempt
    const { inputTokens = 0, outputTokens = 0 } = attempt?.usage ?? {}
    expect(attempt?.cost).toBeCloseTo((inputTokens * 2.5 + outputTokens * 10) / 1_000_000, 9)
    expect(await practised.metrics.expose()).toMatch(/gen_ai_client_token_usage_total\{.*gpt-4o/)
  })

  it('is shown once it was asked, in working order or not, and no more when all is quiet', async () => {
    await start({ priority: ['groq', 'openai'] })
    practised.router.priceBound([gpt4o])
    expect(routesShown()).toEqual(['groq openai/gpt-oss-120b', 'openai gpt-6-luna'])
    await practised.ask(prompt, { choices: [gpt4o] })
    expect(routesShown()).toEqual(['groq openai/gpt-oss-120b', 'openai gpt-6-luna', 'openai gpt-4o'])
    await practised.clock.advance(301_000)
    expect(routesShown()).toEqual(['groq openai/gpt-oss-120b', 'openai gpt-6-luna'])
  })

  it('rests when it fails, and is found to work again', async () => {
    await start({ priority: ['groq', 'openai'] })
    const { id } = practised.practice.faults.add({ fault: 'overloaded', model: 'gpt-4o', times: 'always' })
    for (let i = 0; i < 3; i++) await practised.ask(prompt, { choices: [gpt4o] })
    const known = () => practised.router.health()[1]?.routes.find(({ model }) => model === 'gpt-4o')
    expect(known()).toMatchObject({ circuit: 'open', lastError: 'unavailable' })
    practised.practice.faults.remove(id)
    await practised.clock.advance(5000)
    await vi.waitFor(() => expect(known()).toMatchObject({ circuit: 'closed' }))
    expect((await practised.ask(prompt, { choices: [gpt4o] })).last).toMatchObject({ route: gpt4o })
  })

  it('is passed over where its provider can’t be used', async () => {
    await start({ priority: ['groq'] })
    const choices = [gpt4o, { provider: 'nobody', model: 'x' }]
    expect((await practised.ask(prompt, { choices })).last).toMatchObject({ route: { provider: 'groq' } })
    expect(modelsAsked()).toEqual(['openai/gpt-oss-120b'])
  })

  it('never becomes too many', async () => {
    await start({ priority: ['groq'] })
    const models = Array.from({ length: 40 }, (_, at) => `model-${at}`)
    for (const model of models) await practised.ask(prompt, { choices: [{ provider: 'groq', model }] })
    expect(modelsAsked()).toEqual(models)
    expect(routesShown()).toEqual(
      ['openai/gpt-oss-120b', ...models.slice(8).reverse()].map((one) => `groq ${one}`),
    )
  })

  it('keeps what was learnt of it when keys change, and is forgotten with its provider', async () => {
    await start({ priority: ['groq', 'openai'] })
    await practised.ask(prompt, { choices: [gpt4o] })
    practised.keys.replace(new Map(practised.keys.current))
    expect(routesShown()).toContain('openai gpt-4o')
    practised.providers.replace(
      providersSection.parse({ ...practised.providers.current, priority: ['groq'] }),
    )
    expect(routesShown()).toEqual(['groq openai/gpt-oss-120b'])
  })
})
