import { setTimeout as sleep } from 'node:timers/promises'
import { median, percentile } from '../statistics.ts'
import { directCall, routedCall, type Taken } from './calls.ts'

/** Of each kind, in a block: as many as it takes for a p99. */
const LEAST_ANSWERS = 100
/** One by one, the answers take their time. */
const LEAST_ONE_BY_ONE = 6
const WARM_UP = 1
/** About how long an answer takes. */
const SPREAD_MS = 200

/**
 * Everybody asks by the SDK and through the router in turn, so that both meet the same machine, garbage and moment.
 * From each block of answers the difference of the same percentile; of the blocks the median, since one that the
 * machine disturbed must not decide.
 */
export const addedLatency = async (provider: string, inFlight: number, count: number) => {
  const direct = directCall(provider, 'talking')
  await using routed = routedCall(provider, 'talking')
  const each = Math.ceil((inFlight === 1 ? LEAST_ONE_BY_ONE : LEAST_ANSWERS) / inFlight)

  const block = async (): Promise<Block> => {
    const taken: Block = { direct: [], routed: [] }
    const inTurn = async (nth: number) => {
      // In step, those would queue last who take one turn of the event loop more.
      await sleep((nth / inFlight) * SPREAD_MS)
      for (let asked = 0; asked < each * 2; asked += 1) {
        if ((nth + asked) % 2 === 0) taken.direct.push(await direct())
        else taken.routed.push(await routed())
      }
    }
    await Promise.all(Array.from({ length: inFlight }, (_, nth) => inTurn(nth)))
    return taken
  }
  const blocks: Block[] = []
  while (blocks.length < WARM_UP + count) blocks.push(await block())

  const added = (moment: keyof Taken, share: number) =>
    median(
      blocks
        .slice(WARM_UP)
        .map(({ direct, routed }) => quantile(routed, moment, share) - quantile(direct, moment, share)),
    )
  const name = (moment: string, share: string) => `${moment}_added_${inFlight}_${share}_ms`
  return {
    [name('first_words', 'p50')]: added('firstWords', 0.5),
    ...(inFlight > 1 && { [name('first_words', 'p99')]: added('firstWords', 0.99) }),
    [name('whole', 'p50')]: added('whole', 0.5),
    ...(inFlight > 1 && { [name('whole', 'p99')]: added('whole', 0.99) }),
  }
}

type Block = { direct: Taken[]; routed: Taken[] }

const quantile = (taken: readonly Taken[], moment: keyof Taken, share: number) => {
  const values = taken.map((one) => one[moment])
  return percentile(values, share)
}
