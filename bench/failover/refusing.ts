import type { FaultSpec } from '../../src/sandbox/practice/fault-spec.ts'
import type { Measured } from '../benchmark.ts'
import { percentile } from '../statistics.ts'
import { ask } from './ask.ts'
import { protocols, type Practice, type Protocol } from './practice.ts'

const TRIES = 4

const ways: Record<string, FaultSpec> = {
  500: { fault: 'server_error' },
  503: { fault: 'overloaded' },
  reset: { fault: 'connection_reset' },
  closed: { fault: 'connection_closed' },
}

/** The first provider refuses, by each protocol; each time to a router that doesn't know it yet. The slowest counts. */
export const refusing = async (practice: Practice): Promise<Measured> => {
  // Each SDK is loaded once, by whoever asks first.
  await slowestOf((first) => practice.startRouter([first]))
  const figures: Record<string, number> = {}
  for (const [name, fault] of Object.entries(ways)) {
    figures[`refusing_by_${name}_ms`] = await slowestOf(
      (first) => practice.startRouter([first, after[first]]),
      (first) => practice.fail(first, fault),
    )
  }
  figures.refusing_connection_ms = await slowestOf((first) =>
    practice.startRouter([first, after[first]], { providers: { [first]: { base_url: nobodysAddress } } }),
  )
  return {
    figures,
    limits: Object.fromEntries(Object.keys(figures).map((name) => [name, { max: 300 }])),
  }
}

const after: Record<Protocol, Protocol> = { groq: 'gemini', gemini: 'openai', openai: 'groq' }
const nobodysAddress = 'http://127.0.0.1:1'

const slowestOf = async (
  startRouter: (first: Protocol) => ReturnType<Practice['startRouter']>,
  fail: (first: Protocol) => Promise<() => Promise<unknown>> = async () => async () => {},
) => {
  const waits: number[] = []
  for (const first of protocols) {
    const heal = await fail(first)
    for (let nth = 0; nth < TRIES; nth += 1) {
      await using router = startRouter(first)
      waits.push((await ask(router, 'Here I am.')).firstWords)
    }
    await heal()
  }
  return percentile(waits, 1)
}
