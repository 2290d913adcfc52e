import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { providersSection } from '../config/sections/providers.ts'
import { rateLimitingSection } from '../config/sections/rate-limiting.ts'
import { systemClock } from '../lib/clock.ts'
import { createLive } from '../lib/live.ts'
import type { FaultSpec } from '../sandbox/practice/fault-spec.ts'
import { startPracticeProvider, type RunningPracticeProvider } from '../sandbox/practice/server.ts'
import { createLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import type { AnswerEvent, Prompt } from './contract.ts'
import { routingSection } from '../config/sections/routing.ts'
import { startRouter } from './router.ts'

let practice: RunningPracticeProvider
beforeAll(async () => {
  const pace = { first_token_ms: 0, chunk_ms: 0 }
  practice = await startPracticeProvider({ port: 0, clock: systemClock, pace })
})
afterAll(() => practice[Symbol.asyncDispose]())
beforeEach(() => practice.faults.clear())

const words = 'The moles want your carrots and nothing else.'
const prompt: Prompt = { system: 'Be brief.', messages: [{ role: 'user', text: `say exactly: ${words}` }] }

/** Short ones only where a test waits for them: this machine may be busy. */
const limitsFor = (fault: FaultSpec['fault']) => {
  if (fault === 'no_headers' || fault === 'slow_first_token') return { request_timeout: 0.3 }
  return fault === 'idle' ? { idle_timeout: 0.3 } : {}
}

const ask = async (priority: string[], limits: object = {}): Promise<AnswerEvent[]> => {
  const addresses = Object.fromEntries(
    Object.entries(practice.baseUrls).map(([name, base_url]) => [name, { base_url }]),
  )
  const router = startRouter({
    models: createLive({}),
    routing: createLive(routingSection.parse({})),
    providers: createLive(providersSection.parse({ priority, ...addresses })),
    keys: createLive(new Map(priority.map((name) => [name, [{ name: 'KEY', value: 'sk-secret' }]]))),
    limits: createLive(rateLimitingSection.parse(limits)),
    clock: systemClock,
    log: createLog('silent'),
    metrics: createMetrics({ processMetrics: false }),
  })
  await using _ = router
  return await Array.fromAsync(router.answer({ prompt, choices: [] }, new AbortController().signal))
}

const shown = (events: readonly AnswerEvent[]) =>
  events.reduce((text, event) => {
    if (event.type === 'restart') return ''
    return event.type === 'text' ? text + event.text : text
  }, '')

const failures: [FaultSpec, string][] = [
  [{ fault: 'bad_key' }, 'key_rejected'],
  [{ fault: 'bad_key', status: 403 }, 'key_rejected'],
  [{ fault: 'payment_required' }, 'quota_exhausted'],
  [{ fault: 'insufficient_quota' }, 'quota_exhausted'],
  [{ fault: 'rate_limited', retry_after: 7 }, 'rate_limited'],
  [{ fault: 'model_missing' }, 'model_missing'],
  [{ fault: 'server_error' }, 'unavailable'],
  [{ fault: 'overloaded' }, 'unavailable'],
  [{ fault: 'connection_reset' }, 'unavailable'],
  [{ fault: 'connection_closed' }, 'unavailable'],
  [{ fault: 'no_headers' }, 'slow'],
  [{ fault: 'slow_first_token' }, 'slow'],
  [{ fault: 'empty' }, 'empty'],
  [{ fault: 'context_too_long' }, 'context_too_long'],
  [{ fault: 'content_filter' }, 'content_refused'],
  [{ fault: 'content_filter', after: 2 }, 'content_refused'],
  [{ fault: 'idle' }, 'interrupted'],
  [{ fault: 'cut' }, 'interrupted'],
  [{ fault: 'clean_cut' }, 'interrupted'],
]

describe.each(['groq', 'gemini', 'openai'] as const)('%s, practised', (provider) => {
  it('answers whole, with its usage', async () => {
    const events = await ask([provider])
    expect(shown(events)).toBe(words)
    expect(events.at(-1)).toMatchObject({ type: 'end', finish: 'stop', route: { provider } })
    const [attempt] = events.flatMap((event) => (event.type === 'attempt' ? event.attempt : []))
    expect(attempt?.usage).toMatchObject({ estimated: false })
  })

  it.each(failures)('fails by %o as %s', async (fault, kind) => {
    practice.faults.add({ ...fault, provider })
    const last = (await ask([provider], limitsFor(fault.fault))).at(-1)
    const retryAfterMs = kind === 'rate_limited' ? 7000 : null
    expect(last).toMatchObject({ type: 'failed', failure: { kind, route: { provider } }, retryAfterMs })
  })

  it.each<FaultSpec>([
    { fault: 'cut' },
    { fault: 'clean_cut' },
    { fault: 'idle' },
    { fault: 'error_in_stream' },
  ])('is followed by another, from the beginning, when it breaks off by %o', async (fault) => {
    practice.faults.add({ ...fault, provider })
    const next = provider === 'openai' ? 'groq' : 'openai'
    const events = await ask([provider, next], limitsFor(fault.fault))
    expect(events.filter((event) => event.type === 'restart')).toHaveLength(1)
    expect(shown(events)).toBe(words)
    expect(events.at(-1)).toMatchObject({ type: 'end', route: { provider: next } })
  })

  it('needs no [DONE]', async () => {
    practice.faults.add({ fault: 'no_done', provider })
    expect(shown(await ask([provider]))).toBe(words)
  })

  it('says that it was cut off at its longest', async () => {
    practice.faults.add({ fault: 'length', provider })
    expect((await ask([provider])).at(-1)).toMatchObject({ type: 'end', finish: 'length' })
  })
})

it.each(['groq', 'openai'])('%s goes on after a malformed line', async (provider) => {
  practice.faults.add({ fault: 'malformed_line' })
  expect(shown(await ask([provider]))).toBe(words)
})

it("gemini's older SDK can't skip a malformed line: the next provider answers", async () => {
  practice.faults.add({ fault: 'malformed_line' })
  const events = await ask(['gemini', 'groq'])
  expect(shown(events)).toBe(words)
  expect(events.at(-1)).toMatchObject({ type: 'end', route: { provider: 'groq' } })
})
