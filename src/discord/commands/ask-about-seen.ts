import type { Clock } from '../../lib/clock.ts'

/** As long as an interaction can be answered: who takes longer over a modal begins anew. */
const KEPT_MS = 15 * 60_000
const MOST = 200

/** Messages that were seen in this process lately, by id: the latest ones, and for a while. */
export const createSeenMessages = <Message extends { id: string }>(clock: Clock) => {
  const seen = new Map<string, { message: Message; until: number }>()

  const forgetOld = () => {
    for (const [id, { until }] of seen) {
      if (seen.size <= MOST && until > clock.monotonic()) return
      seen.delete(id)
    }
  }

  return {
    keep(message: Message) {
      // What is kept anew goes to the end of the map, which is so in the order of age.
      seen.delete(message.id)
      seen.set(message.id, { message, until: clock.monotonic() + KEPT_MS })
      forgetOld()
    },
    find(id: string): Message | null {
      forgetOld()
      return seen.get(id)?.message ?? null
    },
  }
}
