/** What a part says of itself when it is asked. `reason` is a sentence for the operator, needed when it isn't up. */
export type PartHealth = {
  status: 'up' | 'degraded' | 'down'
  reason?: string
  details?: Record<string, unknown>
}

/** A part that `gates` readiness makes /readyz fail while it is down. */
type Part = { gates: boolean; check: () => PartHealth | Promise<PartHealth> }

/** Parts report here and the operator's port reads it, so that neither knows the other. */
export type HealthRegistry = {
  register(name: string, part: Part): Disposable
  read(): Promise<Record<string, PartHealth & { gates: boolean }>>
}

export const createHealth = (): HealthRegistry => {
  const parts = new Map<string, Part>()
  const ask = async (part: Part): Promise<PartHealth> => {
    try {
      return await part.check()
    } catch (error) {
      return { status: 'down', reason: error instanceof Error ? error.message : String(error) }
    }
  }
  return {
    register(name, part) {
      parts.set(name, part)
      return {
        // Whoever has taken the name since keeps it.
        [Symbol.dispose]: () => void (parts.get(name) === part && parts.delete(name)),
      }
    },
    async read() {
      const read = [...parts].map(async ([name, part]) => [name, { ...(await ask(part)), gates: part.gates }])
      return Object.fromEntries(await Promise.all(read))
    },
  }
}
