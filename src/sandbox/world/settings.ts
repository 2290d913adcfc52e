/** What is set for the whole of this Discord and may be changed while it runs. Times are in milliseconds. */
export type Settings = {
  /** Replays are trimmed at the heartbeat's `d` and hold 100 events; the nonce window is short. */
  strict: boolean
  rateLimits: boolean
  /** How long a nonce finds the message that was made with it. Discord says "a few minutes". */
  nonceWindowMs: number
  /** How long a session whose connection broke may be resumed. */
  resumeWindowMs: number
  heartbeatIntervalMs: number
  /** The number of shards that GET /gateway/bot recommends. */
  shards: number
  maxConcurrency: number
  identifiesPerDay: number
  /** Added to each answer of the REST API. */
  latencyMs: number
}

export const defaultSettings = (strict: boolean): Settings => ({
  strict,
  rateLimits: true,
  nonceWindowMs: strict ? 3_000 : 180_000,
  resumeWindowMs: 180_000,
  heartbeatIntervalMs: 41_250,
  shards: 1,
  maxConcurrency: 1,
  identifiesPerDay: 1_000,
  latencyMs: 0,
})
