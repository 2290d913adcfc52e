/** Rung when something may have got better, or worse; whoever waits then looks again. */
export type Bell = {
  ring(): void
  /** To be disposed by whoever stops listening. */
  listen(hear: () => void): Disposable
}

export const createBell = (): Bell => {
  const listeners = new Set<() => void>()
  return {
    ring() {
      for (const hear of listeners) hear()
    },
    listen(hear) {
      listeners.add(hear)
      return { [Symbol.dispose]: () => void listeners.delete(hear) }
    },
  }
}
