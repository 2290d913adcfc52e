/** A value that is replaced whole while the program runs. */
export type Live<T> = {
  readonly current: T
  /** Each value that comes after the call; a slow reader sees the newest, not all. Ends when the signal aborts. */
  changes(signal: AbortSignal): AsyncIterable<T>
}

export type LiveSource<T> = Live<T> & { replace(value: T): void }

export const createLive = <T>(initial: T): LiveSource<T> => {
  let current = initial
  let next = Promise.withResolvers<void>()
  return {
    get current() {
      return current
    },
    replace(value) {
      current = value
      const { resolve } = next
      next = Promise.withResolvers()
      resolve()
    },
    async *changes(signal) {
      const ended = Promise.withResolvers<void>()
      const end = () => ended.resolve()
      signal.addEventListener('abort', end, { once: true })
      try {
        for (let seen = current; !signal.aborted;) {
          if (seen === current) await Promise.race([next.promise, ended.promise])
          if (signal.aborted || seen === current) continue
          yield (seen = current)
        }
      } finally {
        signal.removeEventListener('abort', end)
      }
    },
  }
}

/** The part of a live value that a module needs; changes that leave the part as it was are not passed on. */
export const selectLive = <T, Part>(live: Live<T>, part: (value: T) => Part): Live<Part> => ({
  get current() {
    return part(live.current)
  },
  async *changes(signal) {
    let seen = part(live.current)
    for await (const value of live.changes(signal)) {
      const now = part(value)
      if (now !== seen) yield (seen = now)
    }
  },
})
