import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plays, readings, scriptOf, type Play } from '../../../test/corrupted-streams.ts'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { settingsOf, wires } from '../../../test/provider-wire.ts'
import { startScriptedServer, type ScriptedServer } from '../../../test/scripted-server.ts'
import { ProviderError, type Driver, type FailureKind, type ModelEvent } from '../contract.ts'

/** Three drivers, so many batches each, so many answers at the same time in each: above 10,000. */
const BATCHES = 84
const BATCH = 40

/** What may become of an answer whose headers said 200: no failure that only the router can know. */
const kinds: readonly FailureKind[] = [
  'key_rejected',
  'quota_exhausted',
  'rate_limited',
  'model_missing',
  'unavailable',
  'interrupted',
  'context_too_long',
  'content_refused',
  'bad_request',
]

let server: ScriptedServer
const playing = new Map<string, Play>()
const rejections: unknown[] = []
const rejected = (reason: unknown) => void rejections.push(reason)

beforeAll(async () => {
  server = await startScriptedServer()
  process.on('unhandledRejection', rejected)
  server.play((response, asked) =>
    scriptOf(playing.get(/play \d+/.exec(JSON.stringify(asked.body))![0])!)(response, asked),
  )
})

afterAll(async () => {
  process.off('unhandledRejection', rejected)
  await server[Symbol.asyncDispose]()
})

describe.each(wires)('the $name driver', (wire) => {
  it('gives a whole answer or fails as the table says, whatever happens to a stream', async () => {
    const clock = createFakeClock()
    const settings = settingsOf(wire.name)
    const driver = wire.create({ provider: wire.name, settings, baseUrl: server.url, clock })
    const outcomes = { whole: 0, failed: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(plays(wire), { minLength: BATCH, maxLength: BATCH }), async (plays) => {
        const results = await Promise.all(plays.map((play, nth) => run(driver, play, `play ${nth}`)))
        expect(plays.map((play, nth) => complaint(play, results[nth]!)).filter(Boolean)).toEqual([])
        for (const { failure } of results) outcomes[failure ? 'failed' : 'whole'] += 1
        for (const asked of server.asked.splice(0)) await asked.closed
        expect(clock.waiting).toBe(0)
        expect(rejections).toEqual([])
      }),
      { numRuns: BATCHES, seed: 4 },
    )
    // Else this would test little.
    expect(Math.min(outcomes.whole, outcomes.failed)).toBeGreaterThan((BATCH * BATCHES) / 5)
  }, 60_000)
})

type Result = { shown: string; events: ModelEvent[]; failure: ProviderError | null }

const run = async (driver: Driver, play: Play, name: string): Promise<Result> => {
  const prompt = { system: '', messages: [{ role: 'user' as const, text: name }] }
  playing.set(name, play)
  const result: Result = { shown: '', events: [], failure: null }
  try {
    for await (const event of driver(prompt, 'asked', 'key', new AbortController().signal)) {
      if (event.type === 'retract') result.shown = ''
      if (event.type === 'text') result.shown += event.text
      result.events.push(event)
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    result.failure = error
  }
  return result
}

/** What is wrong about a result; null if nothing is. */
const complaint = ({ end, said }: Play, { shown, events, failure }: Result): string | null => {
  const states = readings(said.text)
  const finish = events.find((event) => event.type === 'finish')
  const usage = events.findLast((event) => event.type === 'usage')?.usage ?? null
  const unharmed = end === 'whole' && !said.broken
  if (!states.includes(shown.trimStart())) return `said what was not said: ${shown}`
  if (failure) {
    if (!kinds.includes(failure.failure.kind)) return `failed as ${failure.failure.kind}`
    if (finish) return 'failed after its end'
    return unharmed && /^(stop|length)$/.test(said.finish ?? '') ? 'failed without a reason' : null
  }
  if (!finish || finish !== events.at(-1)) return 'has no end, or something after it'
  if (finish.reason !== said.finish) return `ended by ${finish.reason}, not ${said.finish}`
  if (unharmed && shown.trimStart() !== states.at(-1)) return `isn't whole: ${shown}`
  if (unharmed && !isDeepStrictEqual(usage, said.usage)) return `tells a wrong usage`
  return null
}
