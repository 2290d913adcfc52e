import type { Metrics } from '../telemetry/metrics.ts'

export type ChatMetrics = ReturnType<typeof createChatMetrics>

export const createChatMetrics = (metrics: Metrics) => ({
  messages: metrics.counter('parley_messages_total', 'Messages to the bot that it began to answer.'),
  answers: metrics.counter('parley_answers_total', 'What became of them, by outcome.', ['outcome']),
  inFlight: metrics.gauge('parley_answers_in_flight', 'Answers that are being written.'),
  firstWords: metrics.histogram(
    'parley_answer_first_words_seconds',
    'From the beginning of an answer to its first words from a provider.',
  ),
  duration: metrics.histogram(
    'parley_answer_duration_seconds',
    'From the beginning of an answer to its last edit.',
  ),
})
