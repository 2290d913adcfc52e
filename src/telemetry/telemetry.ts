import type { HealthRegistry } from './health.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'

/** What every part is given to be seen by. */
export type Telemetry = { log: Logger; metrics: Metrics; health: HealthRegistry }
