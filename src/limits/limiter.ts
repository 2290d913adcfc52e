import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'

/** What a counter holds when a question has been counted, and until when (milliseconds since the epoch). */
export type Counted = { points: number; until: number }

/** Counts a question at a key, until then at the latest. Null: it isn't counted, as another limit refuses it. */
export type Count = (key: string, points: number, until: number) => Promise<Counted | null>

type Counting = { at: number; count: Count; customDuration: number }

/**
 * The library decides, and builds keys; the statement is the caller's, because it has to leave at once, in the flush
 * and the transaction of others, and to go by the question's own time.
 */
class StatementLimiter extends RateLimiterPostgres {
  constructor(name: string, points: number) {
    super({
      keyPrefix: name,
      points,
      duration: 0,
      storeClient: {},
      storeType: 'client',
      tableName: 'rate_limits',
      tableCreated: true,
      clearExpiredByTimeout: false,
    })
  }

  async _upsert(key: string, points: number, ms: number, _force: boolean, { at, count }: Counting) {
    return { at, counted: await count(key, points, at + Math.round(ms)) }
  }

  _getRateLimiterRes(_key: string, taken: number, { at, counted }: { at: number; counted: Counted | null }) {
    if (!counted) return new RateLimiterRes(this.points, 0, 0, false)
    const { points, until } = counted
    return new RateLimiterRes(Math.max(0, this.points - points), until - at, points, points === taken)
  }
}

export type Limiter = {
  readonly points: number
  /** The whole key, with the limiter's name. */
  keyOf(id: string): string
  /** Resolves to null when there was room, and else to how many milliseconds there is none. */
  consume(id: string, at: number, ms: number, count: Count): Promise<number | null>
}

export const createLimiter = (name: string, points: number): Limiter => {
  const limiter = new StatementLimiter(name, points)
  return {
    points,
    keyOf: (id) => `${name}:${id}`,
    async consume(id, at, ms, count) {
      const counting: Counting = { at, count, customDuration: ms / 1000 }
      try {
        await limiter.consume(id, 1, counting)
        return null
      } catch (error) {
        if (error instanceof RateLimiterRes) return error.msBeforeNext
        throw error
      }
    },
  }
}
