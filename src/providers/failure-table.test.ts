import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startPractised, type Practised, type PractisedOptions } from '../../test/practised-router.ts'
import type { FaultSpec } from '../sandbox/practice/fault-spec.ts'
import type { FailureKind, KeyHealth, Prompt, Usage } from './contract.ts'

const words = 'The moles want your carrots and nothing else.'
const question = { role: 'user', text: `say exactly: ${words}` } as const
const prompt: Prompt = { system: 'Be brief.', messages: [question] }

const unhandled: unknown[] = []
const note = (error: unknown) => void unhandled.push(error)
beforeAll(() => void process.on('unhandledRejection', note))
afterAll(() => void process.off('unhandledRejection', note))
beforeEach(() => void (unhandled.length = 0))

/** Afterwards nothing is left: no request, no timer, no rejection that nobody heard. */
const start = async (options: PractisedOptions): Promise<Practised> => {
  const practised = await startPractised(options)
  onTestFinished(async () => {
    await vi.waitFor(() =>
      expect(Object.values(practised.practice.requests.counts()).map(({ open }) => open)).toEqual([0, 0, 0]),
    )
    await practised[Symbol.asyncDispose]()
    expect(practised.clock.waiting).toBe(0)
    expect(unhandled).toEqual([])
    expect(practised.lines.join()).not.toMatch(/secret-of|carrots/)
  })
  return practised
}

type Row = {
  fault: FaultSpec
  /** What was reported of the requests that failed, in order. */
  failures: readonly FailureKind[]
  /** Who gave the answer: the same provider or the next; null: nobody did, and the person was told so. */
  by: 'same' | 'next' | null
  /** How many requests each of the two got. */
  requests: readonly [number, number]
  /** What is known of the first key then, and of the route's breaker. */
  key?: Partial<KeyHealth>
  circuit?: 'open'
  restarts?: number
  /** Who billed what: e is an estimate. */
  billed: readonly ('same' | 'next' | 'same, estimated')[]
  /** How long the reader's clock has to go on for the router to lose patience. */
  waits?: number
}

const once = { by: 'same', requests: [2, 0], billed: ['same'] } as const
const twice = { by: 'next', requests: [2, 1], billed: ['next'] } as const
const over = { by: 'next', requests: [1, 1], billed: ['next'] } as const
const brokenOff = {
  ...over,
  failures: ['interrupted'],
  restarts: 1,
  billed: ['same, estimated', 'next'],
} as const
const disabled = (reason: FailureKind, untilMs: number) => ({ state: 'disabled', reason, untilMs }) as const
const rejected = disabled('key_rejected', 300_000)
const exhausted = disabled('quota_exhausted', 3_600_000)
const cooling = (untilMs: number) => ({ state: 'cooling', reason: 'rate_limited', untilMs }) as const

const rows: Row[] = [
  { ...once, fault: { fault: 'bad_key' }, failures: ['key_rejected'], key: rejected },
  { ...once, fault: { fault: 'bad_key', status: 403 }, failures: ['key_rejected'], key: rejected },
  { ...once, fault: { fault: 'payment_required' }, failures: ['quota_exhausted'], key: exhausted },
  {
    ...once,
    fault: { fault: 'rate_limited', retry_after: 7 },
    failures: ['rate_limited'],
    key: cooling(7000),
  },
  { ...once, fault: { fault: 'rate_limited' }, failures: ['rate_limited'], key: cooling(5000) },
  { ...over, fault: { fault: 'model_missing' }, failures: ['model_missing'] },
  { ...once, fault: { fault: 'server_error' }, failures: ['unavailable'] },
  { ...twice, fault: { fault: 'server_error', times: 2 }, failures: ['unavailable', 'unavailable'] },
  { ...twice, fault: { fault: 'overloaded', times: 2 }, failures: ['unavailable', 'unavailable'] },
  { ...once, fault: { fault: 'connection_reset' }, failures: ['unavailable'] },
  { ...twice, fault: { fault: 'connection_reset', times: 2 }, failures: ['unavailable', 'unavailable'] },
  { ...twice, fault: { fault: 'connection_closed', times: 2 }, failures: ['unavailable', 'unavailable'] },
  { ...over, fault: { fault: 'no_headers' }, failures: ['slow'], circuit: 'open', waits: 10_000 },
  {
    ...over,
    fault: { fault: 'slow_first_token' },
    failures: ['slow'],
    circuit: 'open',
    waits: 10_000,
    billed: ['same, estimated', 'next'],
  },
  { ...brokenOff, fault: { fault: 'idle' }, waits: 15_000 },
  { ...brokenOff, fault: { fault: 'cut' } },
  { ...brokenOff, fault: { fault: 'clean_cut' } },
  { fault: { fault: 'no_done' }, failures: [], by: 'same', requests: [1, 0], billed: ['same'] },
  { fault: { fault: 'think' }, failures: [], by: 'same', requests: [1, 0], billed: ['same'] },
  { ...once, fault: { fault: 'empty' }, failures: ['empty'], billed: ['same', 'same'] },
  {
    ...twice,
    fault: { fault: 'empty', times: 2 },
    failures: ['empty', 'empty'],
    billed: ['same', 'same', 'next'],
  },
  {
    fault: { fault: 'content_filter' },
    failures: ['content_refused'],
    by: null,
    requests: [1, 0],
    billed: [],
  },
  {
    fault: { fault: 'content_filter', after: 2 },
    failures: ['content_refused'],
    by: null,
    requests: [1, 0],
    billed: ['same'],
  },
]

/** Gemini has a limit of a day for each model in its place. */
const outOfQuota: Row = {
  ...once,
  fault: { fault: 'insufficient_quota' },
  failures: ['quota_exhausted'],
  key: exhausted,
}
const outForToday: Row = { ...outOfQuota, failures: ['rate_limited'], key: cooling(3_600_000) }

const nextOf = { groq: 'openai', openai: 'gemini', gemini: 'groq' } as const

describe.each(['groq', 'gemini', 'openai'] as const)('at %s', (provider) => {
  const next = nextOf[provider]
  const who = (one: 'same' | 'next') => (one === 'same' ? provider : next)

  it.each([...rows, provider === 'gemini' ? outForToday : outOfQuota])('$fault', async (row) => {
    const { ask, practice, clock, router } = await start({ priority: [provider, next] })
    practice.faults.add({ ...row.fault, provider })
    const counts = () => practice.requests.counts()
    const { events, shown, restarts, last } = await ask(prompt, {
      meanwhile: async () => {
        if (row.waits === undefined) return
        await vi.waitFor(() => expect(counts()[provider].requests).toBe(1), { interval: 2 })
        await new Promise((resolve) => setTimeout(resolve, 30))
        await clock.advance(row.waits)
      },
    })

    const attempts = events.flatMap((event) => (event.type === 'attempt' ? event.attempt : []))
    expect(attempts.flatMap(({ failure }) => failure?.kind ?? [])).toEqual(row.failures)
    if (row.by === null) expect(last).toMatchObject({ type: 'failed', failure: { kind: row.failures[0] } })
    else {
      expect(shown).toBe(words)
      expect(last).toMatchObject({ type: 'end', finish: 'stop', route: { provider: who(row.by) } })
    }
    expect(restarts).toBe(row.restarts ?? 0)
    expect([counts()[provider].requests, counts()[next].requests]).toEqual(row.requests)
    const billed = attempts.flatMap(({ route, usage }) => (usage ? billing(route.provider, usage) : []))
    const expected = row.billed.map((one) => one.replace(/^same/, provider).replace(/^next/, next))
    expect(billed).toEqual(expected)

    const [health] = router.health()
    expect(health?.keys[0]).toMatchObject(row.key ?? { state: 'ready', untilMs: 0 })
    expect(health?.keys[1]).toMatchObject({ state: 'ready' })
    expect(health?.routes[0]).toMatchObject({ circuit: row.circuit ?? 'closed' })
  })
})

describe.each(['groq', 'openai'] as const)('at %s, whose headers can be read', (provider) => {
  it('a limit without Retry-After counts until x-ratelimit-reset', async () => {
    const { ask, practice, router } = await start({ priority: [provider] })
    practice.faults.add({ fault: 'rate_limited', reset_after: 20 })
    expect(await ask(prompt)).toMatchObject({ shown: words })
    expect(router.health()[0]?.keys[0]).toMatchObject(cooling(20_000))
  })
})

describe.each(['groq', 'gemini', 'openai'] as const)('further at %s', (provider) => {
  const next = nextOf[provider]

  it('an error object in the stream is followed by the next provider, from the beginning', async () => {
    const { ask, practice } = await start({ priority: [provider, next] })
    practice.faults.add({ fault: 'error_in_stream', provider })
    const { shown, restarts, last } = await ask(prompt)
    expect([shown, restarts]).toEqual([words, 1])
    expect(last).toMatchObject({ type: 'end', route: { provider: next } })
    expect(practice.requests.counts()[provider].requests).toBe(1)
  })

  it('an answer that meets its longest is whole as far as it goes', async () => {
    const { ask, practice } = await start({ priority: [provider, next] })
    practice.faults.add({ fault: 'length', provider })
    expect((await ask(prompt)).last).toMatchObject({ type: 'end', finish: 'length', route: { provider } })
  })

  it('a conversation that is too long is asked again with its newer half', async () => {
    const { ask, practice } = await start({ priority: [provider, next] })
    practice.faults.add({ fault: 'context_too_long', provider })
    const past = Array.from({ length: 10 }, (_, nth) => [
      { role: 'user' as const, text: `Question ${nth} about moles?` },
      { role: 'assistant' as const, text: `Answer ${nth} about moles.` },
    ]).flat()
    const { shown, last } = await ask({ ...prompt, messages: [...past, question] })
    expect(shown).toBe(words)
    expect(last).toMatchObject({ type: 'end', route: { provider } })
    const [whole, less] = practice.requests.all().map(({ messages }) => messages.length)
    expect(less).toBeLessThan(whole! - 8)
    expect(less).toBeGreaterThan(5)
  })

  it('a question that is too long by itself goes to a model with more room, or is told', async () => {
    const models = {
      [provider]: { small: { context_length: 8000 }, large: { context_length: 64_000 } },
      [next]: { less: { context_length: 4000 } },
    }
    const providers = { [provider]: { models: ['small', 'large'] }, [next]: { model: 'less' } }
    const { ask, practice } = await start({ priority: [next, provider], providers, models })
    practice.faults.add({ fault: 'context_too_long', times: 2 })
    expect((await ask(prompt)).last).toMatchObject({ type: 'end', route: { provider, model: 'large' } })
    practice.faults.add({ fault: 'context_too_long', times: 'always' })
    const { last } = await ask(prompt)
    expect(last).toMatchObject({ type: 'failed', failure: { kind: 'context_too_long' } })
    const each = ['less', 'small', 'large']
    expect(practice.requests.all().map(({ model }) => model)).toEqual([...each, ...each])
  })

  it('what a filter refuses is asked elsewhere if the operator says so', async () => {
    const routing = { after_content_refused: 'next_provider' }
    const { ask, practice } = await start({ priority: [provider, next], routing })
    practice.faults.add({ fault: 'content_filter', provider })
    expect(await ask(prompt)).toMatchObject({ shown: words, last: { route: { provider: next } } })
  })

  it('a person who stops costs what was said until then, and says nothing about the provider', async () => {
    const { router, practice } = await start({ priority: [provider] })
    practice.setPace({ chunk_ms: 20 })
    const stop = new AbortController()
    const reason = new Error('stopped')
    const events = router.answer({ turn: '1', prompt, choices: [] }, stop.signal)[Symbol.asyncIterator]()
    expect(await events.next()).toMatchObject({ value: { type: 'text' } })
    stop.abort(reason)
    let event = await events.next()
    while (event.value?.type === 'text') event = await events.next()
    expect(event.value).toMatchObject({
      type: 'attempt',
      attempt: { failure: { kind: 'cancelled' }, usage: { estimated: true } },
    })
    await expect(events.next()).rejects.toBe(reason)
    expect(router.health()[0]).toMatchObject({ reason: null, routes: [{ requests: 0, lastError: null }] })
  })
})

const billing = (provider: string, { estimated }: Usage) => (estimated ? `${provider}, estimated` : provider)
