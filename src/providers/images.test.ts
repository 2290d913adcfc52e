import { afterEach, describe, expect, it } from 'vitest'
import { images } from '../../test/images.ts'
import { startPractised, type Practised, type PractisedOptions } from '../../test/practised-router.ts'
import type { AnswerEvent, Image, Prompt } from './contract.ts'

let practised: Practised
afterEach(() => practised[Symbol.asyncDispose]())
const start = async (options: PractisedOptions) => (practised = await startPractised(options))

const showing = (...shown: readonly Image[]): Prompt => ({
  system: 'Be brief.',
  messages: [
    { role: 'user', text: 'Hello' },
    { role: 'assistant', text: 'Hello!' },
    { role: 'user', text: 'What is this?', images: shown },
  ],
})
const both = showing(images.png(), images.jpeg())
const seeing = (provider: string, ...models: string[]) => ({
  [provider]: Object.fromEntries(models.map((model) => [model, { images: true }])),
})
const failures = (events: readonly AnswerEvent[]) =>
  events.flatMap((event) => (event.type === 'attempt' ? event.attempt.failure?.kind : []))
const modelsAsked = () => practised.practice.requests.all().map(({ model }) => model)

describe('images of a question', () => {
  it.each(['openai', 'groq', 'gemini'] as const)('are seen by %s', async (name) => {
    await start({ priority: [name], providers: { [name]: { model: 'eyes' } }, models: seeing(name, 'eyes') })
    const { shown, last } = await practised.ask(both)
    expect(shown).toContain('I see 2 images: PNG, 68 bytes; JPEG, 120 bytes.')
    expect(last).toMatchObject({ type: 'end', route: { provider: name, model: 'eyes' } })
    const [request] = practised.practice.requests.all()
    expect(request?.messages.map(({ text, images }) => [text, images.length])).toEqual([
      ['Hello', 0],
      ['Hello!', 0],
      ['What is this?', 2],
    ])
  })

  it.each(['openai', 'groq', 'gemini'] as const)('need no words at %s', async (name) => {
    await start({ priority: [name], providers: { [name]: { model: 'eyes' } }, models: seeing(name, 'eyes') })
    const wordless: Prompt = { system: '', messages: [{ role: 'user', text: '', images: [images.webp()] }] }
    expect((await practised.ask(wordless)).shown).toContain('I see one image: WebP, 44 bytes.')
  })

  it('go to the models that see, whatever the order', async () => {
    await start({ priority: ['groq', 'gemini', 'openai'] })
    const { last } = await practised.ask(both)
    expect(last).toMatchObject({ type: 'end', route: { provider: 'gemini' } })
    expect((await practised.ask({ ...both, messages: both.messages.slice(0, 1) })).last).toMatchObject({
      route: { provider: 'groq' },
    })
  })

  it('are not sent where the settings say that a model doesn’t see', async () => {
    await start({
      priority: ['gemini', 'openai'],
      models: { gemini: { 'gemini-3.5-flash-lite': { images: false } } },
    })
    expect((await practised.ask(both)).last).toMatchObject({ route: { provider: 'openai' } })
    expect(modelsAsked()).toEqual(['gpt-6-luna'])
  })

  it('are refused at once, without a request, where no model sees', async () => {
    await start({ priority: ['groq'] })
    const { events } = await practised.ask(both)
    expect(events).toEqual([
      {
        type: 'failed',
        failure: expect.objectContaining({
          kind: 'images_unseen',
          route: null,
          detail: expect.stringContaining('models.NAME.MODEL.images'),
        }),
        retryAfterMs: null,
      },
    ])
    expect(modelsAsked()).toEqual([])
  })

  it('are taken to a model that sees when one that should have doesn’t, which speaks against nobody', async () => {
    await start({
      priority: ['groq', 'openai', 'gemini'],
      providers: {
        groq: { model: 'blind-1' },
        openai: { model: 'blind-2' },
        gemini: { models: ['blind-3', 'eyes'] },
      },
      models: {
        ...seeing('groq', 'blind-1'),
        ...seeing('openai', 'blind-2'),
        ...seeing('gemini', 'blind-3', 'eyes'),
      },
    })
    const { events, last } = await practised.ask(both)
    expect(last).toMatchObject({ type: 'end', route: { model: 'eyes' } })
    expect(failures(events)).toEqual(['images_unseen', 'images_unseen', 'images_unseen', undefined])
    const routes = practised.router.health().flatMap(({ routes }) => routes)
    expect(routes.map(({ successRate }) => successRate)).toEqual([null, null, null, 1])
  })

  it.each([
    ['a GIF at Gemini', 'gemini', [images.gif()], 'images_unseen'],
    ['more images than Groq takes', 'groq', Array.from({ length: 6 }, () => images.png()), 'images_unseen'],
    ['more than Groq reads', 'groq', [images.png(3_200_000)], 'context_too_long'],
  ] as const)('go to another provider with %s', async (_, first, shown, kind) => {
    await start({
      priority: [first, 'openai'],
      providers: { [first]: { model: 'eyes' } },
      models: seeing(first, 'eyes'),
    })
    const { events, last } = await practised.ask(showing(...shown))
    expect(last).toMatchObject({ type: 'end', route: { provider: 'openai' } })
    // What is too long is tried with less of the history first.
    expect(new Set(failures(events))).toEqual(new Set([kind, undefined]))
  })

  it('are told to be wrong where they aren’t what they say', async () => {
    await start({ priority: ['openai'] })
    const { last } = await practised.ask(showing({ ...images.png(), mediaType: 'image/jpeg' }))
    expect(last).toMatchObject({ type: 'failed', failure: { kind: 'bad_request' } })
  })

  it('are never logged, nor kept by the practice provider when they are large', async () => {
    await start({ priority: ['openai', 'gemini'] })
    practised.practice.faults.add({ fault: 'server_error', times: 2 })
    const image = images.png(9000)
    await practised.ask(showing(image))
    const part = image.base64.slice(3000, 3100)
    expect(practised.lines.length).toBeGreaterThan(0)
    expect(practised.lines.join('\n')).not.toContain(part)
    expect(JSON.stringify(practised.practice.requests.all())).not.toContain(part)
    expect(JSON.stringify(practised.practice.requests.all())).toContain('data:image/png;base64,…')
  })

  it('count as tokens where the provider doesn’t tell', async () => {
    await start({ priority: ['openai'], providers: { openai: { body: { stream_options: null } } } })
    const { events } = await practised.ask(both)
    expect(events.find(({ type }) => type === 'attempt')).toMatchObject({
      attempt: { usage: { inputTokens: 6011, estimated: true } },
    })
  })
})
