import type { Choice } from '../contract.ts'
import type { KnownRoute } from './roster.ts'

/** What somebody chose comes first, the most binding choice before the others; then the operator's order. */
export const inOrder = (routes: readonly KnownRoute[], choices: readonly Choice[]): readonly KnownRoute[] => {
  if (choices.length === 0) return routes
  const chosen = choices.flatMap(({ provider, model }) => {
    const theirs = routes.filter(({ route }) => route.provider === provider)
    const exactly = theirs.filter(({ route }) => route.model === model)
    return [...exactly, ...theirs]
  })
  return [...new Set([...chosen, ...routes])]
}
