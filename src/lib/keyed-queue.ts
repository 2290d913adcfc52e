/** Runs the tasks of one key one after the other, in the order they came; those of different keys side by side. */
export type KeyedQueue = {
  /** Settles as the task does. A task that fails does not hold up the next. */
  run<T>(key: string, task: () => Promise<T>): Promise<T>
  /** How many tasks of this key are running or waiting. */
  depth(key: string): number
  /** Resolves when nothing is running or waiting. */
  idle(): Promise<void>
}

export const createKeyedQueue = (): KeyedQueue => {
  const tails = new Map<string, { last: Promise<unknown>; depth: number }>()
  return {
    run(key, task) {
      const before = tails.get(key)
      const result = before ? before.last.then(task) : task()
      const tail = { last: result.catch(() => {}), depth: (before?.depth ?? 0) + 1 }
      tails.set(key, tail)
      void tail.last.then(() => {
        const latest = tails.get(key)
        if (latest === tail) tails.delete(key)
        else if (latest) latest.depth -= 1
      })
      return result
    },
    depth: (key) => tails.get(key)?.depth ?? 0,
    async idle() {
      while (tails.size > 0) await Promise.all([...tails.values()].map((tail) => tail.last))
    },
  }
}
