/** Waiting for what happens, without asking all the time. */
export type Watch = {
  /** Something happened: whoever waits has another look. */
  stir(): void
  /** Resolves with what `look` finds, at once or later. Rejects when it finds nothing in time. */
  until<Found>(what: string, look: () => Found | Promise<Found>, withinMs?: number): Promise<Present<Found>>
}

type Present<Found> = Exclude<Found, null | undefined | false>

/** For what happens out of our sight. */
const LOOK_EVERY_MS = 25

export const createWatch = (): Watch => {
  let happening = Promise.withResolvers<void>()
  return {
    stir() {
      happening.resolve()
      happening = Promise.withResolvers()
    },
    async until<Found>(what: string, look: () => Found | Promise<Found>, withinMs = 10_000) {
      const giveUpAt = performance.now() + withinMs
      for (;;) {
        const next = happening.promise
        const found = await look()
        if (isPresent(found)) return found
        if (performance.now() > giveUpAt) throw new Error(`Not within ${withinMs} ms: ${what}`)
        const { promise: tick, resolve } = Promise.withResolvers<void>()
        const timer = setTimeout(resolve, LOOK_EVERY_MS)
        await Promise.race([next, tick])
        clearTimeout(timer)
      }
    },
  }
}

const isPresent = <Found>(found: Found): found is Present<Found> =>
  found !== null && found !== undefined && found !== false
