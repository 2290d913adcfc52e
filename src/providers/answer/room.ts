import type { Prompt } from '../contract.ts'
import type { KnownRoute } from '../routes/roster.ts'
import { estimatePrompt } from './estimate.ts'
import { trimPrompt } from './trim.ts'

/** What a model whose context length nobody knows is trusted with, in tokens. */
const usualContext = 32_768

/** Who can read how much of a prompt. */
export type Room = {
  promptFor(route: KnownRoute): Prompt
  /** Of what that route would be sent, in tokens. */
  sizeFor(route: KnownRoute): number
  hasRoom(route: KnownRoute): boolean
  /**
   * A route said that the prompt is too long. `isItsLimit`: for an account's limit of a minute, or a server's of its own,
   * which says nothing about models of the same length. False: it can't be made shorter for that one.
   */
  tooLong(route: KnownRoute, isItsLimit: boolean): boolean
}

export const createRoom = (whole: Prompt): Room => {
  let trimmed: Prompt | null = null
  /** The longest context that was too short for the whole, and for what is left of it. */
  let tooShort = 0
  let hopeless = 0
  const sizes = new Map<Prompt, number>()

  const sizeOf = (prompt: Prompt) => {
    const size = sizes.get(prompt) ?? estimatePrompt(prompt)
    sizes.set(prompt, size)
    return size
  }
  const tight = new Set<KnownRoute>()
  const promptFor = (route: KnownRoute) =>
    trimmed && (tight.has(route) || contextOf(route) <= tooShort) ? trimmed : whole

  return {
    promptFor,
    sizeFor: (route) => sizeOf(promptFor(route)),
    // One that nobody knows the length of may have room.
    hasRoom: (route) => route.facts.context_length === undefined || contextOf(route) > hopeless,
    tooLong(route, isItsLimit) {
      const wasWhole = promptFor(route) === whole
      tight.add(route)
      if (!isItsLimit) tooShort = Math.max(tooShort, contextOf(route))
      trimmed ??= trimPrompt(whole)
      if (wasWhole && trimmed) return true
      if (!isItsLimit) hopeless = Math.max(hopeless, contextOf(route))
      return false
    },
  }
}

const contextOf = ({ facts }: KnownRoute) => facts.context_length ?? usualContext
