import type { Metrics } from '../telemetry/metrics.ts'
import { DatabaseError } from './errors.ts'

type PoolCounts = { total: number; idle: number; waiting: number }

const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export const createDatabaseMetrics = (metrics: Metrics, counts: () => PoolCounts) => {
  metrics.gauge('parley_database_connections', 'Connections to Postgres.', ['state'], (gauge) => {
    const { total, idle } = counts()
    gauge.set({ state: 'idle' }, idle)
    gauge.set({ state: 'busy' }, total - idle)
  })
  metrics.gauge('parley_database_waiting', 'Transactions that wait for a connection.', [], (gauge) =>
    gauge.set(counts().waiting),
  )
  const durations = metrics.histogram(
    'parley_database_transaction_seconds',
    'Duration of transactions, the wait for a connection included.',
    [],
    buckets,
  )
  const failures = metrics.counter(
    'parley_database_failures_total',
    'Transactions that failed, by SQLSTATE; unavailable: Postgres could not be asked.',
    ['code'],
  )
  return {
    took: (seconds: number) => durations.observe(seconds),
    failed: (error: unknown) => {
      if (error instanceof DatabaseError) failures.inc({ code: error.code })
    },
  }
}
