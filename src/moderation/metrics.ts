import type { Metrics } from '../telemetry/metrics.ts'

export const createModerationMetrics = (metrics: Metrics) => ({
  checks: metrics.counter(
    'parley_moderation_checks_total',
    'What was looked at before it went on, by direction and outcome: fine, hit or failed.',
    ['direction', 'outcome'],
  ),
  hits: metrics.counter('parley_moderation_hits_total', 'What was found, by category.', [
    'direction',
    'category',
  ]),
  duration: metrics.histogram('parley_moderation_duration_seconds', 'How long a look took.', ['direction']),
})

/** A service may name its categories as it likes; a label may not take any value. */
export const categoryLabel = (category: string) => (known.has(category) ? category : 'other')

const known = new Set([
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/instructions',
  'self-harm/intent',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
  'unavailable',
])
