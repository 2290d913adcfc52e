import { backoff } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { AuthenticationError } from '../../lib/errors.ts'
import type { Logger } from '../../telemetry/log.ts'

/** Asks Discord until it answers, with a log line a try. Rejects when the token is refused, and with the signal's reason. */
export const persist = async <Result>(
  what: string,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
  ask: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask(signal)
    } catch (error) {
      if (signal.aborted || error instanceof AuthenticationError) throw error
      const waitMs = Math.round(backoff(tried, 1000, 30_000))
      log.warn({ err: error, tried, waitMs }, `Discord doesn't tell ${what} yet; it is asked again.`)
      await clock.sleep(waitMs, signal)
    }
  }
}
