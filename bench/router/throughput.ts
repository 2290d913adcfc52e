import { median, percentile } from '../statistics.ts'
import { directCall, routedCall, type Call, type Taken } from './calls.ts'

const ANSWERS = 128
const WARM_UP = 4
const PAIRS = 24

/** Answers that come at once, so that nothing bounds them but the work that they make. In pairs of short rounds. */
export const throughput = async (provider: string, inFlight: number) => {
  const direct = directCall(provider, 'at_once')
  await using routed = routedCall(provider, 'at_once')
  const pairs: { direct: Round; routed: Round }[] = []
  for (let nth = 0; nth < WARM_UP + PAIRS; nth += 1) {
    // Whoever comes first in one pair comes last in the next.
    const early = nth % 2 === 0 ? null : await round(inFlight, routed)
    const between = await round(inFlight, direct)
    pairs.push({ direct: between, routed: early ?? (await round(inFlight, routed)) })
  }
  const overPairs = (figure: (direct: Round, routed: Round) => number) =>
    median(pairs.slice(WARM_UP).map(({ direct, routed }) => figure(direct, routed)))
  const added = (share: number) =>
    overPairs((direct, routed) => percentile(routed.wholes, share) - percentile(direct.wholes, share))
  return {
    [`requests_ratio_${inFlight}`]: overPairs((direct, routed) => routed.perSecond / direct.perSecond),
    [`requests_direct_${inFlight}_per_s`]: overPairs((direct) => direct.perSecond),
    [`cpu_ratio_${inFlight}`]: overPairs((direct, routed) => routed.cpuMs / direct.cpuMs),
    [`cpu_direct_${inFlight}_ms`]: overPairs((direct) => direct.cpuMs),
    [`at_once_added_${inFlight}_p50_ms`]: added(0.5),
    [`at_once_added_${inFlight}_p99_ms`]: added(0.99),
  }
}

type Round = { wholes: readonly number[]; perSecond: number; cpuMs: number }

const round = async (inFlight: number, call: Call): Promise<Round> => {
  const taken: Taken[] = []
  let left = ANSWERS
  const askOn = async () => {
    while (left > 0) {
      left -= 1
      taken.push(await call())
    }
  }
  const began = performance.now()
  const cpuBegan = process.cpuUsage()
  await Promise.all(Array.from({ length: inFlight }, askOn))
  const { user, system } = process.cpuUsage(cpuBegan)
  return {
    wholes: taken.map(({ whole }) => whole),
    perSecond: (ANSWERS / (performance.now() - began)) * 1000,
    cpuMs: (user + system) / 1000 / ANSWERS,
  }
}
