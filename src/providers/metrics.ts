import type { Metrics } from '../telemetry/metrics.ts'
import type { CircuitState, ProviderHealth, Route } from './contract.ts'
import type { Sent } from './answer/attempt.ts'

export type ProviderMetrics = ReturnType<typeof createProviderMetrics>

const circuitStates: readonly CircuitState[] = ['closed', 'half_open', 'open']
const keyStates = ['ready', 'cooling', 'disabled'] as const
/** Compatible servers may name a model as they like: a label must not grow for ever. */
const mostModels = 100

/** OpenTelemetry's names for generative AI, as Prometheus spells them; what it has no names for is Parley's. */
export const createProviderMetrics = (metrics: Metrics, health: () => readonly ProviderHealth[]) => {
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
  const changes = metrics.counter(
    'parley_circuit_breaker_changes_total',
    "Times that a route's circuit breaker changed, by the state that it entered.",
    ['provider', 'model', 'state'],
  )
  const cost = metrics.counter(
    'parley_provider_cost_dollars_total',
    'What requests cost by the price table of the settings, in US dollars.',
    ['provider', 'model'],
  )
  metrics.gauge(
    'parley_circuit_breaker_state',
    "1 for the state in which a route's circuit breaker is.",
    ['provider', 'model', 'state'],
    (gauge) => {
      gauge.reset()
      for (const { provider, routes } of health())
        for (const { model, circuit } of routes)
          for (const state of circuitStates) gauge.set({ provider, model, state }, Number(state === circuit))
    },
  )
  metrics.gauge(
    'parley_provider_key_state',
    '1 for the state in which a key is: ready, cooling after a limit was reached, or disabled.',
    ['provider', 'key', 'state'],
    (gauge) => {
      gauge.reset()
      for (const { provider, keys } of health())
        for (const { name: key, ...of } of keys)
          for (const state of keyStates) gauge.set({ provider, key, state }, Number(state === of.state))
    },
  )

  const named = new Set<string>()
  const bounded = (model: string | null, asked: string) => {
    if (model === null || model === asked) return asked
    if (named.size < mostModels) named.add(model)
    return named.has(model) ? model : 'other'
  }

  return {
    circuitChanged: ({ provider, model }: Route, state: CircuitState) =>
      changes.inc({ provider, model, state }),
    attempted({ provider, model }: Route, sent: Sent) {
      const { failure, usage, startedAt, firstWordsAt, endedAt } = sent
      const of = {
        gen_ai_operation_name: 'chat',
        gen_ai_provider_name: provider,
        gen_ai_request_model: model,
        gen_ai_response_model: bounded(sent.model, model),
      }
      duration.observe({ ...of, error_type: failure?.kind ?? '' }, (endedAt - startedAt) / 1000)
      if (firstWordsAt !== null) firstChunk.observe(of, (firstWordsAt - startedAt) / 1000)
      if (sent.cost !== null) cost.inc({ provider, model }, sent.cost)
      if (!usage) return
      tokens.inc({ ...of, gen_ai_token_type: 'input' }, usage.inputTokens)
      tokens.inc({ ...of, gen_ai_token_type: 'output' }, usage.outputTokens)
    },
  }
}
