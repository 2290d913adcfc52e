import { measureApart } from './apart.ts'
import type { Benchmark } from './benchmark.ts'
import { startPreparedProvider } from './router/prepared-provider.ts'

/** What the router adds to the call of the SDK that it makes. */
export const router: Benchmark = async () => {
  await using provider = await startPreparedProvider()
  return await measureApart('router/process.ts', provider.url)
}
