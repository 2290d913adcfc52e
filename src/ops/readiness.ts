import type { HealthRegistry, PartHealth } from '../telemetry/health.ts'

export type Parts = Awaited<ReturnType<HealthRegistry['read']>>

/** What keeps this process from being ready. One of which nothing has reported is still starting. */
export const unready = (parts: Parts): { name: string; reason: string }[] => {
  const gates = Object.entries(parts).filter(([, part]) => part.gates)
  if (gates.length === 0) return [{ name: 'start', reason: 'nothing has reported yet' }]
  return gates
    .filter(([, part]) => part.status === 'down')
    .map(([name, part]) => ({ name, reason: part.reason ?? 'down' }))
}

/** Down when it isn't ready, degraded when anything at all isn't up. */
export const overall = (parts: Parts): PartHealth['status'] => {
  if (unready(parts).length > 0) return 'down'
  return Object.values(parts).every((part) => part.status === 'up') ? 'up' : 'degraded'
}
