// The router and the SDK by itself, in short rounds that alternate, in a process that does nothing else.
import type { Measured } from '../benchmark.ts'
import { median, percentile } from '../statistics.ts'
import { directCall, routedCall, type Call, type Taken } from './calls.ts'
import type { Pace } from './prepared-provider.ts'

type Series = { pace: Pace; inFlight: number; answers: number; pairs: number }

const series: readonly Series[] = [
  { pace: 'talking', inFlight: 16, answers: 112, pairs: 10 },
  { pace: 'talking', inFlight: 64, answers: 256, pairs: 5 },
  { pace: 'at_once', inFlight: 1, answers: 200, pairs: 10 },
  { pace: 'at_once', inFlight: 16, answers: 300, pairs: 10 },
  { pace: 'at_once', inFlight: 64, answers: 300, pairs: 8 },
]

const measure = async (provider: string): Promise<Measured> => {
  const figures: Record<string, number> = {}
  for (const one of series) Object.assign(figures, await measureSeries(provider, one))
  return {
    figures,
    limits: {
      talking_16_first_words_added_p99_ms: { max: 1 },
      talking_16_whole_added_p99_ms: { max: 1 },
      at_once_16_requests_ratio: { min: 0.9 },
    },
  }
}

const measureSeries = async (provider: string, series: Series) => {
  await using routed = routedCall(provider, series.pace)
  const direct = directCall(provider, series.pace)
  // Whoever comes first in one pair comes last in the next. The first two pairs warm up.
  const pairs: Pair[] = []
  for (let nth = 0; nth < series.pairs + 2; nth += 1) {
    const first = await round(series, nth % 2 === 0 ? direct : routed)
    const second = await round(series, nth % 2 === 0 ? routed : direct)
    pairs.push(nth % 2 === 0 ? { direct: first, routed: second } : { direct: second, routed: first })
  }
  return figuresOf(series, pairs.slice(2))
}

type Round = { taken: readonly Taken[]; perSecond: number }
type Pair = { direct: Round; routed: Round }

const round = async ({ inFlight, answers }: Series, call: Call): Promise<Round> => {
  const taken: Taken[] = []
  let left = answers
  const askOn = async () => {
    while (left > 0) {
      left -= 1
      taken.push(await call())
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: inFlight }, askOn))
  return { taken, perSecond: (answers / (performance.now() - began)) * 1000 }
}

/** The median over the pairs: one that the machine disturbed doesn't decide. */
const figuresOf = ({ pace, inFlight }: Series, pairs: readonly Pair[]) => {
  const added = (moment: keyof Taken, share: number) =>
    median(
      pairs.map(({ direct, routed }) => quantile(routed, moment, share) - quantile(direct, moment, share)),
    )
  const name = `${pace}_${inFlight}`
  return {
    [`${name}_direct_whole_p50_ms`]: median(pairs.map(({ direct }) => quantile(direct, 'whole', 0.5))),
    [`${name}_first_words_added_p50_ms`]: added('firstWords', 0.5),
    [`${name}_first_words_added_p99_ms`]: added('firstWords', 0.99),
    [`${name}_whole_added_p50_ms`]: added('whole', 0.5),
    [`${name}_whole_added_p99_ms`]: added('whole', 0.99),
    [`${name}_requests_ratio`]: median(
      pairs.map(({ direct, routed }) => routed.perSecond / direct.perSecond),
    ),
  }
}

const quantile = ({ taken }: Round, moment: keyof Taken, share: number) => {
  const values = taken.map((one) => one[moment])
  return percentile(values, share)
}

const [, , provider = ''] = process.argv
process.send?.(await measure(provider))
process.disconnect()
