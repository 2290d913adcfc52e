import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { startPractised, type Practised, type PractisedOptions } from '../../../test/practised-router.ts'
import type { Prompt } from '../contract.ts'

const prompt: Prompt = { system: '', messages: [{ role: 'user', text: 'say exactly: Here.' }] }

const start = async (options: Partial<PractisedOptions> = {}): Promise<Practised> => {
  const practised = await startPractised({ priority: ['groq', 'openai'], keys: 1, ...options })
  onTestFinished(async () => {
    await practised[Symbol.asyncDispose]()
    expect(practised.clock.waiting).toBe(0)
  })
  return practised
}

const answeredBy = async ({ ask }: Practised) => {
  const { last } = await ask(prompt)
  return last?.type === 'end' ? last.route.provider : last?.type === 'failed' ? last.failure.kind : last
}
const circuitOf = ({ router }: Practised, nth = 0) => router.health()[nth]?.routes[0]?.circuit
const requestsAt = ({ practice }: Practised, provider: 'groq' | 'openai' | 'gemini') =>
  practice.requests.counts()[provider].requests

/** Lets it fail, by a request that nobody answers in time. */
const silence = async (practised: Practised, waits = 10_000) => {
  const { practice, clock, ask } = practised
  practice.faults.add({ fault: 'no_headers', provider: 'groq', times: 'always' })
  const sent = requestsAt(practised, 'groq')
  await ask(prompt, {
    meanwhile: async () => {
      await vi.waitFor(() => expect(requestsAt(practised, 'groq')).toBe(sent + 1), { interval: 2 })
      await clock.advance(waits)
    },
  })
}
/** Moves time on, and lets what was begun by it end. */
const pass = async ({ clock }: Practised, ms: number) => {
  await clock.advance(ms)
  await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('a breaker', () => {
  test('opens when more than half of the requests fail, says so, and short-circuits', async () => {
    const practised = await start()
    practised.practice.faults.add({ fault: 'server_error', provider: 'groq', times: 'always' })
    expect(await answeredBy(practised)).toBe('openai')
    expect(circuitOf(practised)).toBe('closed')
    expect(await answeredBy(practised)).toBe('openai')
    expect(circuitOf(practised)).toBe('open')
    const sent = requestsAt(practised, 'groq')
    expect(sent).toBe(3)
    for (let i = 0; i < 5; i++) expect(await answeredBy(practised)).toBe('openai')
    expect(requestsAt(practised, 'groq')).toBe(sent)

    expect(practised.router.health()[0]).toMatchObject({
      usable: true,
      reason: 'openai/gpt-oss-120b is passed over: unavailable, HTTP 500 (internal_server_error)',
      routes: [{ requests: 3, successRate: 0, lastError: 'unavailable' }],
    })
    const metrics = await practised.metrics.expose()
    const route = 'provider="groq",model="openai/gpt-oss-120b"'
    expect(metrics).toContain(`parley_circuit_breaker_state{${route},state="open"} 1`)
    expect(metrics).toContain(`parley_circuit_breaker_state{${route},state="closed"} 0`)
    expect(metrics).toContain(`parley_circuit_breaker_changes_total{${route},state="open"} 1`)
    expect(practised.lines.join()).toContain('A model fails too often')
  })

  test('bears failures among many successes', async () => {
    const practised = await start()
    for (let i = 0; i < 7; i++) await answeredBy(practised)
    practised.practice.faults.add({ fault: 'cut', provider: 'groq', times: 6 })
    for (let i = 0; i < 6; i++) expect(await answeredBy(practised)).toBe('openai')
    expect(circuitOf(practised)).toBe('closed')
    expect(practised.router.health()[0]?.routes[0]).toMatchObject({ requests: 13, successRate: 7 / 13 })
  })

  test('forgets after two minutes', async () => {
    const practised = await start()
    practised.practice.faults.add({ fault: 'cut', provider: 'groq', times: 3 })
    await answeredBy(practised)
    await answeredBy(practised)
    await practised.clock.advance(132_000)
    await answeredBy(practised)
    expect(circuitOf(practised)).toBe('closed')
  })

  test('opens at the first answer that somebody waited for in vain', async () => {
    const practised = await start()
    await silence(practised)
    expect(circuitOf(practised)).toBe('open')
  })

  test('counts nothing that says nothing about the route: keys, refusals, limits', async () => {
    const practised = await start()
    const faults = [
      'bad_key',
      'rate_limited',
      'content_filter',
      'content_filter',
      'payment_required',
    ] as const
    for (const fault of faults) {
      practised.practice.faults.add({ fault, provider: 'groq' })
      await answeredBy(practised)
      await practised.clock.advance(7_200_000)
    }
    expect(practised.router.health()[0]?.routes[0]).toMatchObject({ circuit: 'closed' })
    expect(requestsAt(practised, 'groq')).toBe(5)
  })

  test('lets one request through when it is half open, and the others pass by', async () => {
    const practised = await start({ routing: { recovery_probes: false } })
    const { practice, clock } = practised
    await silence(practised)
    practice.faults.clear()
    practice.faults.add({ fault: 'slow_first_token', provider: 'groq', delay_ms: 100 })
    await clock.advance(5000)
    const answers = await Promise.all([answeredBy(practised), answeredBy(practised), answeredBy(practised)])
    expect(answers).toEqual(['groq', 'openai', 'openai'])
    expect(circuitOf(practised)).toBe('closed')
  })

  test('stays half open when the request says nothing about it', async () => {
    const practised = await start({ routing: { recovery_probes: false }, keys: 2 })
    const { practice, clock } = practised
    await silence(practised)
    practice.faults.clear()
    practice.faults.add({ fault: 'content_filter', provider: 'groq' })
    await clock.advance(5000)
    expect(await answeredBy(practised)).toBe('content_refused')
    expect(circuitOf(practised)).toBe('half_open')
    expect(await answeredBy(practised)).toBe('groq')
    expect(circuitOf(practised)).toBe('closed')
  })
})

describe('a provider that has recovered', () => {
  test('is found out without a person’s question, within 30 s', async () => {
    const practised = await start()
    await silence(practised)
    const sent = requestsAt(practised, 'groq')
    for (let second = 0; second < 60; second += 5) {
      await pass(practised, 5000)
      expect(await answeredBy(practised)).toBe('openai')
    }
    // Only probes were sent: after 5 s, and then every 15 s and the 10 s that each waited in vain.
    const probes = requestsAt(practised, 'groq') - sent
    expect(probes).toBeGreaterThanOrEqual(2)
    expect(probes).toBeLessThanOrEqual(4)
    practised.practice.faults.clear()
    for (let waited = 0; circuitOf(practised) !== 'closed'; waited += 1000) {
      expect(waited).toBeLessThan(30_000)
      await pass(practised, 1000)
    }
    expect(await answeredBy(practised)).toBe('groq')
    expect(practised.lines.join()).toContain('A model that failed answers again')
  })

  test('isn’t asked while nobody misses it, and then by one question that goes on if it fails', async () => {
    const practised = await start()
    await silence(practised)
    await pass(practised, 660_000)
    const sent = requestsAt(practised, 'groq')
    await pass(practised, 600_000)
    expect(requestsAt(practised, 'groq')).toBe(sent)
    practised.practice.faults.clear()
    expect(await answeredBy(practised)).toBe('groq')
    expect(circuitOf(practised)).toBe('closed')
  })

  test('is given as long as a person would give it: the last one all of request_timeout', async () => {
    const practised = await start()
    const { practice, clock } = practised
    practice.faults.add({ fault: 'cut', times: 6 })
    for (let i = 0; i < 3; i++) await answeredBy(practised)
    expect([circuitOf(practised, 0), circuitOf(practised, 1)]).toEqual(['open', 'open'])
    practice.faults.add({ fault: 'no_headers', times: 'always' })
    await pass(practised, 5000)
    await vi.waitFor(() => expect(practice.requests.counts()).toMatchObject({ openai: { open: 1 } }))
    await clock.advance(10_000)
    const open = () => {
      const { groq, openai } = practice.requests.counts()
      return [groq.open, openai.open]
    }
    await vi.waitFor(() => expect(open()).toEqual([0, 1]))
    await clock.advance(20_000)
    await vi.waitFor(() => expect(open()[1]).toBe(0))
  })

  test('isn’t tried twice by one question: another that is down comes last', async () => {
    const practised = await start({
      priority: ['groq', 'openai', 'gemini'],
      routing: { recovery_probes: false },
    })
    const { practice, clock } = practised
    practice.faults.add({ fault: 'server_error', provider: 'groq', times: 'always' })
    practice.faults.add({ fault: 'server_error', provider: 'openai', times: 'always' })
    await answeredBy(practised)
    await answeredBy(practised)
    expect([circuitOf(practised, 0), circuitOf(practised, 1)]).toEqual(['open', 'open'])
    await clock.advance(5000)
    const sent = requestsAt(practised, 'openai')
    expect(await answeredBy(practised)).toBe('gemini')
    expect(requestsAt(practised, 'openai')).toBe(sent)
  })
})

describe('when nobody is free', () => {
  test('a person waits up to 5 s without being told', async () => {
    const practised = await start({ priority: ['groq'] })
    practised.practice.faults.add({ fault: 'rate_limited', retry_after: 4 })
    expect(await answeredBy(practised)).toBe('groq')
    expect(requestsAt(practised, 'groq')).toBe(2)
  })

  test('a person is told the shortest wait', async () => {
    const practised = await start()
    practised.practice.faults.add({ fault: 'rate_limited', retry_after: 40, provider: 'groq' })
    practised.practice.faults.add({ fault: 'rate_limited', retry_after: 25, provider: 'openai' })
    expect((await practised.ask(prompt)).last).toMatchObject({ type: 'failed', retryAfterMs: 25_000 })
    expect(practised.router.health().map(({ reason }) => reason)).toMatchObject([
      'GROQ_API_KEY_1 cools for 40 s: rate_limited',
      'OPENAI_API_KEY_1 cools for 25 s: rate_limited',
      expect.any(String),
    ])
    await practised.clock.advance(10_000)
    const again = await practised.ask(prompt)
    expect(again.last).toMatchObject({
      type: 'failed',
      failure: { kind: 'rate_limited' },
      retryAfterMs: 15_000,
    })
    expect(again.events).toHaveLength(1)
  })

  test('a person waits for the only provider, and tries it when it is due', async () => {
    const practised = await start({ priority: ['groq'] })
    await silence(practised, 30_000)
    practised.practice.faults.clear()
    await practised.clock.advance(1000)
    const events = Array.fromAsync(
      practised.router.answer({ turn: '1', prompt, choices: [] }, new AbortController().signal),
    )
    await practised.clock.advance(4000)
    expect((await events).at(-1)).toMatchObject({ type: 'end', route: { provider: 'groq' } })
    expect(requestsAt(practised, 'groq')).toBe(2)
  })
})

describe('routes', () => {
  const models = { groq: { models: ['one', 'two'] } }

  test('are a provider’s models in their order, then the next provider’s', async () => {
    const { ask, practice } = await start({ providers: models })
    practice.faults.add({ fault: 'model_missing', provider: 'groq', times: 2 })
    expect((await ask(prompt)).last).toMatchObject({ route: { provider: 'openai' } })
    expect(practice.requests.all().map(({ model }) => model)).toEqual(['one', 'two', 'gpt-6-luna'])
    expect((await ask(prompt)).last).toMatchObject({ route: { provider: 'openai' } })
  })

  test('begin with what was chosen: a model, or any of a provider', async () => {
    const { ask } = await start({ providers: models, priority: ['groq', 'openai', 'gemini'] })
    const chosen = async (provider: string, model: string | null) =>
      (await ask(prompt, { choices: [{ provider, model }] })).last
    expect(await chosen('groq', 'two')).toMatchObject({ route: { model: 'two' } })
    expect(await chosen('gemini', null)).toMatchObject({ route: { provider: 'gemini' } })
    expect(await chosen('nobody', null)).toMatchObject({ route: { model: 'one' } })
    const choices = [
      { provider: 'openai', model: null },
      { provider: 'gemini', model: null },
    ]
    expect((await ask(prompt, { choices })).last).toMatchObject({ route: { provider: 'openai' } })
  })
})
