import type { APIGatewaySessionStartLimit } from 'discord-api-types/v10'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../telemetry/log.ts'

/** How many sessions may still be begun today: past it, Discord resets the token. */
export type IdentifyBudget = { take(signal: AbortSignal): Promise<void> }

type Options = {
  limit: APIGatewaySessionStartLimit
  read: (signal: AbortSignal) => Promise<APIGatewaySessionStartLimit>
  clock: Clock
  log: Logger
}

export const createIdentifyBudget = ({ limit, read, clock, log }: Options): IdentifyBudget => {
  let { remaining, reset_after: resetAfterMs } = limit
  return {
    async take(signal) {
      while (remaining <= 0) {
        log.warn({ resetAfterMs }, 'No session may be begun today any more; waiting for Discord to allow it.')
        await clock.sleep(resetAfterMs, signal)
        ;({ remaining, reset_after: resetAfterMs } = await read(signal))
      }
      remaining -= 1
    },
  }
}
