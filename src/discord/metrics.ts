import type { Metrics } from '../telemetry/metrics.ts'

export type DiscordMetrics = ReturnType<typeof createDiscordMetrics>

export const createDiscordMetrics = (metrics: Metrics) => ({
  countEvent: tally(metrics, 'parley_gateway_events_total', 'Events from the gateway', 'event'),
  countMessage: tally(
    metrics,
    'parley_discord_messages_total',
    'Messages seen, by what they are to us: a question, or why not',
    'outcome',
  ),
  requests: metrics.counter('parley_discord_requests_total', 'Requests to the REST API of Discord', [
    'method',
    'status',
  ]),
  requestSeconds: metrics.histogram(
    'parley_discord_request_duration_seconds',
    'How long one try of a request to Discord took',
    ['method'],
  ),
  rateLimited: metrics.counter('parley_discord_rate_limited_total', 'Times that Discord asked us to wait', [
    'scope',
  ]),
  retries: metrics.counter('parley_discord_retries_total', 'Requests to Discord that were tried again'),
  reconnects: metrics.counter('parley_gateway_closes_total', 'Gateway connections that closed', ['code']),
  shards: metrics.gauge('parley_gateway_shards', 'Shards of this process by what they are doing', ['state']),
  written: metrics.counter(
    'parley_discord_replies_written_total',
    'Messages of answers, by how they were written',
    ['by'],
  ),
  chunkToWrite: metrics.histogram(
    'parley_discord_chunk_to_write_seconds',
    'From the first words of an answer that are not shown yet to the request that shows them, waiting included',
    [],
    [0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 1.5, 2.5, 5, 10],
  ),
})

/** A counter for what happens a hundred thousand times a second: a labelled one takes as long as all else there. */
const tally = <Label extends string>(metrics: Metrics, name: string, help: string, label: Label) => {
  const counts = new Map<string, number>()
  metrics.counter(name, help, [label], (counter) => {
    for (const [value, count] of counts) counter.labels(value).inc(count)
    counts.clear()
  })
  return (value: string) => void counts.set(value, (counts.get(value) ?? 0) + 1)
}
