import { startPracticeProvider } from '../src/sandbox/practice/server.ts'
import { systemClock } from '../src/lib/clock.ts'
import { measureApart } from './apart.ts'
import type { Benchmark } from './benchmark.ts'

/** How long a person waits for words when a provider fails, and whether it is ever in vain. */
export const failover: Benchmark = async () => {
  const pace = { first_token_ms: 0, chunk_ms: 0 }
  await using practice = await startPracticeProvider({ port: 0, clock: systemClock, pace })
  return await measureApart('failover/process.ts', practice.url)
}
