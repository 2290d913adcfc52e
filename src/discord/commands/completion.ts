import type { Completed } from './contract.ts'

/** The names that go on as what was typed begins, and then those that only hold it. */
export const matching = (names: readonly string[], typed: string): Completed => {
  const wanted = typed.trim().toLowerCase()
  const held = names.filter((name) => name.toLowerCase().includes(wanted))
  const rank = (name: string) => Number(!name.toLowerCase().startsWith(wanted))
  return held.toSorted((a, b) => rank(a) - rank(b)).map((name) => ({ name, value: name }))
}
