import { backoff } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { AuthenticationError, RateLimitError } from '../../lib/errors.ts'
import { persevere } from '../../lib/persevere.ts'
import type { Logger } from '../../telemetry/log.ts'

/** Asks Discord until it answers, with a log line a try, and as late as it wants to be asked. Rejects when the token is refused, and with the signal's reason. */
export const askUntilAnswered = async <Result>(
  what: string,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
  ask: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const again = (error: unknown, tried: number) => {
    if (error instanceof AuthenticationError) return null
    const waitMs = Math.round(
      error instanceof RateLimitError ? error.retryAfterMs : backoff(tried, 1000, 30_000),
    )
    const reason = error instanceof Error ? error.message : String(error)
    log.warn({ reason, tried, waitMs }, `Discord doesn't tell ${what} yet; it is asked again.`)
    return waitMs
  }
  return persevere(() => ask(signal), { again, clock, signal })
}
