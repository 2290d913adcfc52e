import type { Metrics } from '../telemetry/metrics.ts'
import type { Route } from './contract.ts'
import type { Outcome } from './attempt.ts'

/** OpenTelemetry's names for generative AI, as Prometheus spells them. */
export const createProviderMetrics = (metrics: Metrics) => {
  const labels = [
    'gen_ai_operation_name',
    'gen_ai_provider_name',
    'gen_ai_request_model',
    'gen_ai_response_model',
  ] as const
  const duration = metrics.histogram(
    'gen_ai_client_operation_duration_seconds',
    'How long a request to a provider took, to its end or failure.',
    [...labels, 'error_type'],
  )
  const firstChunk = metrics.histogram(
    'gen_ai_client_operation_time_to_first_chunk_seconds',
    'How long the first words of an answer took, from the request on.',
    labels,
  )
  const tokens = metrics.counter(
    'gen_ai_client_token_usage_total',
    'Tokens of prompts (input) and answers (output), estimated where a provider does not tell.',
    [...labels, 'gen_ai_token_type'],
  )
  return {
    attempted(route: Route, { failure, usage, model, startedAt, firstWordsAt, endedAt }: Outcome) {
      const of = {
        gen_ai_operation_name: 'chat',
        gen_ai_provider_name: route.provider,
        gen_ai_request_model: route.model,
        gen_ai_response_model: model,
      }
      duration.observe({ ...of, error_type: failure?.kind ?? '' }, (endedAt - startedAt) / 1000)
      if (firstWordsAt !== null) firstChunk.observe(of, (firstWordsAt - startedAt) / 1000)
      if (!usage) return
      tokens.inc({ ...of, gen_ai_token_type: 'input' }, usage.inputTokens)
      tokens.inc({ ...of, gen_ai_token_type: 'output' }, usage.outputTokens)
    },
  }
}
