import type { Choice } from '../contract.ts'
import type { KnownRoute, Roster } from './roster.ts'

/** What somebody chose comes first, the most binding choice before the others; then the operator's order. */
export const inOrder = (roster: Roster, choices: readonly Choice[]): readonly KnownRoute[] => {
  const routes = roster.routes()
  if (choices.length === 0) return routes
  const chosen = choices.flatMap(({ provider, model }) => {
    const exactly = model === null ? null : roster.chosen({ provider, model })
    const theirs = routes.filter(({ route }) => route.provider === provider)
    return exactly ? [exactly, ...theirs] : theirs
  })
  return [...new Set([...chosen, ...routes])]
}
