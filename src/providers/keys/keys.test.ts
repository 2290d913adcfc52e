import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createFakeClock, type FakeClock } from '../../../test/fake-clock.ts'
import { openai } from '../../../test/provider-wire.ts'
import { refuse, startScriptedServer, stream, type ScriptedServer } from '../../../test/scripted-server.ts'
import type { NamedKey } from '../../config/secrets.ts'
import { providersSection } from '../../config/sections/providers.ts'
import { rateLimitingSection } from '../../config/sections/rate-limiting.ts'
import { routingSection } from '../../config/sections/routing.ts'
import { createLive } from '../../lib/live.ts'
import { createLog } from '../../telemetry/log.ts'
import { createMetrics } from '../../telemetry/metrics.ts'
import type { Prompt } from '../contract.ts'
import { startRouter } from '../router.ts'

const prompt: Prompt = { system: '', messages: [{ role: 'user', text: 'Where are the moles?' }] }
const key = (nth: number, value = `secret-${nth}`): NamedKey => ({ name: `OPENAI_API_KEY_${nth}`, value })
const whole = stream(openai.words('Hi'), openai.finish(), openai.usage(9, 1), openai.end)
/** Answers when it is told to. */
const held = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const script: typeof whole = async (response, asked) => {
    await promise
    await whole(response, asked)
  }
  return { script, release: resolve }
}
const withHeaders =
  (headers: Record<string, string>): typeof whole =>
  (response, asked) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    return whole(response, asked)
  }

let server: ScriptedServer
let clock: FakeClock
beforeEach(async () => {
  server = await startScriptedServer()
  server.play(whole)
  clock = createFakeClock()
})
afterEach(() => server[Symbol.asyncDispose]())

const start = (keys: readonly NamedKey[], settings: object = {}) => {
  const lines: string[] = []
  const liveKeys = createLive<ReadonlyMap<string, readonly NamedKey[]>>(new Map([['openai', keys]]))
  const base_url = `${server.url}/v1`
  const router = startRouter({
    providers: createLive(
      providersSection.parse({ priority: ['openai'], openai: { base_url, ...settings } }),
    ),
    models: createLive({}),
    keys: liveKeys,
    limits: createLive(rateLimitingSection.parse({})),
    routing: createLive(routingSection.parse({})),
    clock,
    log: createLog('info', (line) => lines.push(line)),
    metrics: createMetrics({ processMetrics: false }),
  })
  onTestFinished(() => router[Symbol.asyncDispose]())
  const ask = async () => {
    const events = await Array.fromAsync(
      router.answer({ turn: '1', prompt, choices: [] }, new AbortController().signal),
    )
    const last = events.at(-1)
    return last?.type === 'failed' ? last : last?.type
  }
  const replaceKeys = (next: readonly NamedKey[]) => liveKeys.replace(new Map([['openai', next]]))
  return { ask, lines, replaceKeys, keys: () => router.health().find(({ usable }) => usable)?.keys ?? [] }
}

/** Which keys were sent, by their numbers. */
const sent = () => server.asked.map(({ headers }) => Number(headers.authorization?.split('-').at(-1)))

describe('keys', () => {
  test('are used in turn, and the least busy first', async () => {
    const { ask } = start([key(1), key(2), key(3)])
    for (let i = 0; i < 6; i++) await ask()
    expect(sent()).toEqual([1, 2, 3, 1, 2, 3])
    const slow = held()
    server.play(slow.script, whole)
    const first = ask()
    await vi.waitFor(() => expect(server.asked).toHaveLength(7), { interval: 2 })
    for (let i = 0; i < 4; i++) await ask()
    expect(sent().slice(6)).toEqual([1, 2, 3, 2, 3])
    slow.release()
    await first
  })

  test('that are rejected are named, left alone for five minutes, tried again, and then for longer', async () => {
    const { ask, lines, keys } = start([key(1), key(2)])
    server.play(refuse(401, { error: { message: 'Incorrect API key provided: secret-1' } }), whole)
    expect(await ask()).toBe('end')
    expect(lines.filter((line) => line.includes('rejects OPENAI_API_KEY_1'))).toHaveLength(1)
    expect(lines.join()).not.toContain('secret-')
    for (let i = 0; i < 3; i++) await ask()
    expect(sent()).toEqual([1, 2, 2, 2, 2])
    await clock.advance(300_000)
    server.play(refuse(401, {}), whole)
    await ask()
    expect(sent().slice(5)).toEqual([1, 2])
    expect(keys()[0]).toMatchObject({ state: 'disabled', reason: 'key_rejected', untilMs: 900_000 })
    await clock.advance(900_000)
    await ask()
    await ask()
    expect(new Set(sent().slice(7))).toEqual(new Set([1, 2]))
    expect(lines.join()).toContain('A key is accepted again.')
  })

  test('that have nothing left to spend are left alone for hours', async () => {
    const { ask, keys } = start([key(1), key(2)])
    server.play(refuse(429, { error: { code: 'insufficient_quota' } }, { 'retry-after': '2' }), whole)
    expect(await ask()).toBe('end')
    expect(keys()[0]).toMatchObject({ state: 'disabled', reason: 'quota_exhausted', untilMs: 3_600_000 })
    await clock.advance(3_500_000)
    await ask()
    expect(sent()).toEqual([1, 2, 2])
  })

  test('that share a quota domain cool together', async () => {
    const quota_domains = { team: ['OPENAI_API_KEY_1', 'OPENAI_API_KEY_2'] }
    const { ask, keys } = start([key(1), key(2), key(3)], { quota_domains })
    server.play(refuse(429, {}, { 'retry-after': '30' }), whole)
    expect(await ask()).toBe('end')
    expect(sent()).toEqual([1, 3])
    expect(keys().map(({ state }) => state)).toEqual(['cooling', 'cooling', 'ready'])
  })

  test('cool for one model alone', async () => {
    const { ask } = start([key(1)], { models: ['one', 'two'] })
    server.play(refuse(429, {}, { 'retry-after': '30' }), whole)
    expect(await ask()).toBe('end')
    expect(server.asked.map(({ body }) => body)).toMatchObject([{ model: 'one' }, { model: 'two' }])
  })

  test('cool longer each time that a limit doesn’t say how long, until one is let in', async () => {
    const { ask, keys } = start([key(1)])
    server.play(refuse(429, {}))
    const waits = ask()
    await vi.waitFor(() => expect(keys()[0]).toMatchObject({ untilMs: 5000 }), { interval: 2 })
    await clock.advance(5000)
    expect(await waits).toMatchObject({ type: 'failed', retryAfterMs: 15_000 })
    for (const [after, next] of [
      [15_000, 60_000],
      [60_000, 300_000],
      [300_000, 300_000],
    ] as const) {
      await clock.advance(after)
      expect(await ask()).toMatchObject({ retryAfterMs: next })
    }
    await clock.advance(300_000)
    server.play(whole)
    expect(await ask()).toBe('end')
    expect(keys()[0]).toMatchObject({ state: 'ready' })
    server.play(refuse(429, {}, { 'retry-after': '6' }))
    await ask()
    expect(keys()[0]).toMatchObject({ untilMs: 6000 })
  })

  test('keep the later of two ends, and aren’t kept longer by who is sent away', async () => {
    const { ask, keys } = start([key(1)])
    server.play(refuse(429, {}, { 'retry-after': '60' }), refuse(429, {}, { 'retry-after': '20' }))
    await Promise.all([ask(), ask()])
    expect(keys()[0]).toMatchObject({ untilMs: 60_000 })
    await clock.advance(30_000)
    for (let i = 0; i < 3; i++) expect(await ask()).toMatchObject({ retryAfterMs: 30_000 })
    expect(server.asked).toHaveLength(2)
  })

  test('send no more than the headers say is left, before any refusal comes', async () => {
    const { ask } = start([key(1), key(2)])
    server.play(
      withHeaders({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '40s' }),
      whole,
    )
    await ask()
    for (let i = 0; i < 3; i++) await ask()
    expect(sent()).toEqual([1, 2, 2, 2])
    await clock.advance(40_000)
    await ask()
    expect(sent().at(-1)).toBe(1)
  })

  test('count what is under way against what is left', async () => {
    const { ask } = start([key(1), key(2)], {
      quota_domains: { one: ['OPENAI_API_KEY_1', 'OPENAI_API_KEY_2'] },
    })
    server.play(withHeaders({ 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '40s' }))
    await ask()
    const slow = held()
    server.play(slow.script)
    const answers = [ask(), ask(), ask(), ask()]
    await vi.waitFor(() => expect(server.asked).toHaveLength(4), { interval: 2 })
    slow.release()
    const ends = await Promise.all(answers)
    expect(ends.filter((end) => end === 'end')).toHaveLength(3)
    expect(server.asked).toHaveLength(4)
  })

  test('are rotated while requests are in flight: those end with the old one', async () => {
    const { ask, replaceKeys, keys } = start([key(1)])
    const slow = held()
    server.play(slow.script, whole)
    const before = ask()
    await vi.waitFor(() => expect(server.asked).toHaveLength(1), { interval: 2 })
    replaceKeys([key(1, 'secret-7')])
    expect(await ask()).toBe('end')
    slow.release()
    expect(await before).toBe('end')
    expect(sent()).toEqual([1, 7])
    expect(keys()).toMatchObject([{ name: 'OPENAI_API_KEY_1', state: 'ready' }])
  })

  test('are trusted anew when their value changes, and keep their name’s place', async () => {
    const { ask, replaceKeys, keys } = start([key(1)])
    server.play(refuse(401, {}), whole)
    expect(await ask()).toMatchObject({ type: 'failed', failure: { kind: 'key_rejected' } })
    replaceKeys([key(1, 'secret-7')])
    expect(await ask()).toBe('end')
    replaceKeys([key(1)])
    expect(keys()).toMatchObject([{ state: 'ready' }])
  })
})
