// The router and the SDK by itself, in turns, in a process that does nothing else.
import type { Measured } from '../benchmark.ts'
import { addedLatency } from './added-latency.ts'
import { throughput } from './throughput.ts'

const measure = async (provider: string): Promise<Measured> => {
  const figures: Record<string, number> = {}
  Object.assign(figures, await addedLatency(provider, 1, 4))
  Object.assign(figures, await addedLatency(provider, 16, 16))
  Object.assign(figures, await addedLatency(provider, 64, 5))
  for (const inFlight of [1, 16, 64]) Object.assign(figures, await throughput(provider, inFlight))
  return {
    figures,
    limits: {
      first_words_added_16_p99_ms: { max: 1 },
      whole_added_16_p99_ms: { max: 1 },
      requests_ratio_16: { min: 0.9 },
    },
  }
}

const [, , provider = ''] = process.argv
process.send?.(await measure(provider))
process.disconnect()
