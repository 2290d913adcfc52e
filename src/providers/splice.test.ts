import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { plays, readings, scriptOf } from '../../test/corrupted-streams.ts'
import { createFakeClock } from '../../test/fake-clock.ts'
import { openai, wires, type Wire } from '../../test/provider-wire.ts'
import { startScriptedServer, stream, type ScriptedServer } from '../../test/scripted-server.ts'
import { providersSection } from '../config/sections/providers.ts'
import { rateLimitingSection } from '../config/sections/rate-limiting.ts'
import { routingSection } from '../config/sections/routing.ts'
import { createLive } from '../lib/live.ts'
import { createLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import type { AnswerEvent } from './contract.ts'
import { startRouter } from './router.ts'

const RUNS = 400
const whole = 'A whole answer by another provider.'

let first: ScriptedServer
let second: ScriptedServer
beforeAll(async () => {
  first = await startScriptedServer()
  second = await startScriptedServer()
  second.play(stream(openai.words(whole), openai.finish(), openai.usage(5, 5), openai.end))
})
afterAll(() => Promise.all([first[Symbol.asyncDispose](), second[Symbol.asyncDispose]()]))

it.each(wires)(
  'after a corrupted stream of $name there stands one whole answer, never one and a piece of another',
  async (wire) => {
    const by = { first: 0, second: 0, nobody: 0 }
    await fc.assert(
      fc.asyncProperty(plays(wire), async (play) => {
        first.play(scriptOf(play))
        const { shown, last } = await ask(wire)
        const possible = readings(play.said.text)
        if (last?.type === 'failed') {
          by.nobody += 1
          expect(['content_refused', 'bad_request']).toContain(last.failure.kind)
          expect(possible).toContain(shown)
          return
        }
        if (last?.type !== 'end') throw new Error('An answer came to no end.')
        if (last.route.provider !== 'first') {
          by.second += 1
          expect(shown).toBe(whole)
          return
        }
        by.first += 1
        expect(possible).toContain(shown)
        if (play.end === 'whole' && !play.said.broken) expect(shown).toBe(possible.at(-1))
      }),
      { numRuns: RUNS, seed: 4 },
    )
    expect(Math.min(by.first, by.second)).toBeGreaterThan(RUNS / 8)
    expect(by.nobody).toBeGreaterThan(0)
  },
  60_000,
)

/** A router of its own: what has been learnt of a corrupted stream mustn't decide over the next. */
const ask = async (wire: Wire) => {
  const clock = createFakeClock()
  await using router = startRouter({
    providers: createLive(
      providersSection.parse({
        priority: ['first', 'second'],
        first: { kind: wire.name, base_url: first.url, model: 'm' },
        second: { base_url: second.url, model: 'm' },
      }),
    ),
    models: createLive({}),
    keys: createLive(new Map()),
    limits: createLive(rateLimitingSection.parse({})),
    routing: createLive(routingSection.parse({ recovery_probes: false })),
    clock,
    log: createLog('silent'),
    metrics: createMetrics({ processMetrics: false }),
  })
  const prompt = { system: '', messages: [{ role: 'user' as const, text: 'Well?' }] }
  const waking = setInterval(() => void clock.wake(), 1)
  let shown = ''
  let last: AnswerEvent | undefined
  for await (const event of router.answer({ turn: '1', prompt, choices: [] }, new AbortController().signal)) {
    if (event.type === 'restart') shown = ''
    if (event.type === 'text') shown += event.text
    last = event
  }
  clearInterval(waking)
  return { shown, last }
}
