import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** One registry an app; each module declares its own metrics in its metrics.ts. No user, guild or message in a label. */
export type Metrics = {
  counter<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
    collect?: (counter: Counter<Label>) => void,
  ): Counter<Label>
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
    collect?: (gauge: Gauge<Label>) => void,
  ): Gauge<Label>
  histogram<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
    buckets?: readonly number[],
  ): Histogram<Label>
  readonly contentType: string
  /** Everything in Prometheus' text format. */
  expose(): Promise<string>
}

/** OpenTelemetry's bounds for the durations of generative AI, in seconds. */
const genAiBuckets = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
] as const

export const createMetrics = (options: { processMetrics: boolean } = { processMetrics: true }): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  if (options.processMetrics) collectDefaultMetrics({ register: registry })
  return {
    counter: (name, help, labels = [], collect) =>
      new Counter({ name, help, labelNames: [...labels], registers, ...collecting(collect) }),
    gauge: (name, help, labels = [], collect) =>
      new Gauge({ name, help, labelNames: [...labels], registers, ...collecting(collect) }),
    histogram: (name, help, labels = [], buckets = genAiBuckets) =>
      new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers }),
    contentType: registry.contentType,
    expose: () => registry.metrics(),
  }
}

const collecting = <Metric>(collect?: (metric: Metric) => void) =>
  collect && {
    collect(this: Metric) {
      collect(this)
    },
  }
