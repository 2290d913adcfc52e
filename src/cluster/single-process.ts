import type { Clock } from '../lib/clock.ts'
import type { Session, ShardClaim, ShardSource } from './contract.ts'

/** Discord takes one IDENTIFY in 5 s for each bucket; the rest is for the way there. */
const IDENTIFY_EVERY_MS = 5200

type Options = { total: number; maxConcurrency: number; clock: Clock }

/** All shards in one process: its sessions live in memory and end with it. */
export const createSingleProcessShards = ({ total, maxConcurrency, clock }: Options): ShardSource => {
  const sessions = new Map<number, Session>()
  const slots = new Map<number, number>()
  const never = new AbortController().signal

  const claim = (shard: number): ShardClaim => ({
    shard,
    of: total,
    get session() {
      return sessions.get(shard) ?? null
    },
    recalled: never,
    lost: never,
    save(session) {
      if (session) sessions.set(shard, session)
      else sessions.delete(shard)
    },
    async [Symbol.asyncDispose]() {},
  })

  return {
    async *claims(signal) {
      for (let shard = 0; shard < total && !signal.aborted; shard += 1) yield claim(shard)
    },
    async identify(shard, signal) {
      signal.throwIfAborted()
      const bucket = shard % maxConcurrency
      const now = clock.monotonic()
      const at = Math.max(slots.get(bucket) ?? now, now)
      slots.set(bucket, at + IDENTIFY_EVERY_MS)
      if (at > now) await clock.sleep(at - now, signal)
    },
  }
}
