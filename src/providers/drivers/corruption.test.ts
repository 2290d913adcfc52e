import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plays, type Play } from '../../../test/corrupted-streams.ts'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { settingsOf, wires, type Wire } from '../../../test/provider-wire.ts'
import { startScriptedServer, type ScriptedServer } from '../../../test/scripted-server.ts'
import { ProviderError, type FailureKind, type ModelEvent, type Usage } from '../contract.ts'
import { createThoughtFilters, type Spoken } from './thoughts.ts'

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
  server.play(async (response, { body }) => {
    const { writes, end, contentType } = playing.get(/play \d+/.exec(JSON.stringify(body))![0])!
    response.writeHead(200, { 'content-type': contentType }).flushHeaders()
    for (const write of writes) {
      response.write(write)
      await new Promise(setImmediate)
    }
    if (end === 'reset') response.socket?.resetAndDestroy()
    else if (end === 'torn') response.destroy()
    else response.end()
  })
})

afterAll(async () => {
  process.off('unhandledRejection', rejected)
  await server[Symbol.asyncDispose]()
})

describe.each(wires)('the $name driver', (wire) => {
  it('gives a whole answer or fails as the table says, whatever happens to a stream', async () => {
    let nth = 0
    const outcomes = { whole: 0, failed: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(plays(wire), { minLength: BATCH, maxLength: BATCH }), async (plays) => {
        const results = await Promise.all(plays.map((play) => run(wire, play, `play ${(nth += 1)}`)))
        for (const [index, result] of results.entries()) {
          judge(plays[index]!, result)
          outcomes[result.failure ? 'failed' : 'whole'] += 1
        }
        for (const asked of server.asked.splice(0)) await asked.closed
        expect(rejections).toEqual([])
      }),
      { numRuns: BATCHES, seed: 4 },
    )
    // Else this would test little.
    expect(Math.min(outcomes.whole, outcomes.failed)).toBeGreaterThan((BATCH * BATCHES) / 5)
  }, 60_000)
})

type Result = {
  shown: string
  last: ModelEvent | undefined
  usage: Usage | null
  failure: ProviderError | null
}

const run = async (wire: Wire, play: Play, name: string): Promise<Result> => {
  const clock = createFakeClock()
  const driver = wire.create({
    provider: wire.name,
    settings: settingsOf(wire.name),
    baseUrl: server.url,
    clock,
  })
  const prompt = { system: '', messages: [{ role: 'user' as const, text: name }] }
  playing.set(name, play)
  const result: Result = { shown: '', last: undefined, usage: null, failure: null }
  try {
    for await (const event of driver(prompt, 'asked', 'key', new AbortController().signal)) {
      expect(result.last?.type).not.toBe('finish')
      if (event.type === 'retract') result.shown = ''
      if (event.type === 'text') result.shown += event.text
      if (event.type === 'usage') result.usage = event.usage
      result.last = event
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    result.failure = error
  }
  playing.delete(name)
  expect(clock.waiting).toBe(0)
  return result
}

const judge = ({ end, said }: Play, { shown, last, usage, failure }: Result) => {
  const states = statesOf(said.text)
  if (failure) {
    expect(kinds).toContain(failure.failure.kind)
    expect(last?.type).not.toBe('finish')
    expect(states).toContain(shown.trimStart())
    const whole = said.finish === 'stop' || said.finish === 'length'
    expect(whole && !said.broken && end === 'whole').toBe(false)
    return
  }
  expect(last).toMatchObject({ type: 'finish', reason: said.finish })
  if (end !== 'whole' || said.broken) return expect(states).toContain(shown.trimStart())
  expect(shown.trimStart()).toBe(states.at(-1))
  expect(usage).toEqual(said.usage)
}

/** What there is to be read after each character, in turn. */
const statesOf = (text: string): string[] => {
  const thoughts = createThoughtFilters(settingsOf('openai').thought_tags)()
  const states = ['']
  const add = ({ retract, text }: Spoken) => states.push(retract ? text : (states.at(-1) + text).trimStart())
  for (let at = 0; at < text.length; at += 1) add(thoughts.read(text.charAt(at)))
  add(thoughts.rest())
  return states
}
