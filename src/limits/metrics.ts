import type { Metrics } from '../telemetry/metrics.ts'

export const createLimitsMetrics = (metrics: Metrics) => ({
  admissions: metrics.counter(
    'parley_admissions_total',
    'Questions by whether they were admitted, refused with a word or passed over in silence, and by the limit that did so.',
    ['verdict', 'rule'],
  ),
})
