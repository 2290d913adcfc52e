import type { Clock } from './clock.ts'

type Patience = {
  /** How many milliseconds to wait after this failure; null gives up, and rejects with it. */
  again(error: unknown, tried: number): number | null
  clock: Clock
  signal: AbortSignal
}

/** Tries until it works. Rejects with the failure that `again` gave up at, or with the signal's reason. */
export const persevere = async <Result>(
  work: () => Promise<Result>,
  { again, clock, signal }: Patience,
): Promise<Result> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      const wait = again(error, tried)
      if (wait === null) throw error
      await clock.sleep(wait, signal)
    }
  }
}
