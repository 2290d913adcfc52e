/** Rung when something may have got better; whoever waits then looks again. */
export type Bell = { ring(): void; readonly rung: Promise<void> }

export const createBell = (): Bell => {
  let next = Promise.withResolvers<void>()
  return {
    ring() {
      const { resolve } = next
      next = Promise.withResolvers()
      resolve()
    },
    get rung() {
      return next.promise
    },
  }
}
