import type { PartHealth } from '../../telemetry/health.ts'
import type { DiscordMetrics } from '../metrics.ts'
import type { ShardState } from './shard.ts'

/** How the shards of this process are doing, for /readyz and for the metrics. */
export const createShardBoard = (metrics: Pick<DiscordMetrics, 'shards'>) => {
  const states = new Map<number, ShardState>()
  let parked: string | null = null

  const count = (is: ShardState['is']) => [...states.values()].filter((state) => state.is === is).length
  const show = () => {
    for (const state of ['connecting', 'ready', 'parked'] as const)
      metrics.shards.set({ state }, count(state))
  }

  return {
    report(shard: number, state: ShardState) {
      const before = states.get(shard)
      // A close for good is the last that is heard of a shard.
      if (before?.is === 'parked') return
      states.set(shard, state)
      show()
    },
    remove(shard: number) {
      states.delete(shard)
      show()
    },
    /** Nothing is listened to before an operator has done something. */
    park(advice: string) {
      parked = advice
    },
    check: (): PartHealth => {
      const advice = parked ?? [...states.values()].find((state) => state.is === 'parked')?.advice
      const details = { shards: states.size, ready: count('ready') }
      if (advice) return { status: 'down', reason: advice, details }
      if (states.size === 0) return { status: 'down', reason: 'No shard is connected yet.', details }
      if (details.ready === states.size) return { status: 'up', details }
      return { status: 'down', reason: `${details.ready} of ${states.size} shards are ready.`, details }
    },
  }
}
