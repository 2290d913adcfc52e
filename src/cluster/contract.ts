/** What it takes to RESUME a gateway session. */
export type Session = { id: string; resumeUrl: string; sequence: number }

/** The right to listen to one shard. Disposing it saves the session and frees it at once. */
export type ShardClaim = AsyncDisposable & {
  readonly shard: number
  readonly of: number
  readonly session: Session | null
  /** Somebody else should have it: close with 4200 and dispose. */
  readonly recalled: AbortSignal
  /** Somebody else has it: be silent at once. */
  readonly lost: AbortSignal
  /** Kept in memory at once and written behind; null when Discord ended the session. */
  save(session: Session | null): void
}

export type ShardSource = {
  /** The shards that this process is to listen to, as it comes to have them. */
  claims(signal: AbortSignal): AsyncIterable<ShardClaim>
  /** Resolves when this shard may IDENTIFY: rejects only with the signal's reason. */
  identify(shard: number, signal: AbortSignal): Promise<void>
}
