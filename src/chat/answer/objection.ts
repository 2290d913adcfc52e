import type { Question, Refusal } from '../contract.ts'
import type { Begun } from './answering.ts'

/** Why a question isn't answered, before anybody is asked; `told`: whether the person knows, null: nobody has counted. */
export type Objection = { refusal: Refusal; told: boolean | null }

export const objectionTo = (
  { author, payer, roles }: Pick<Question, 'author' | 'payer' | 'roles'>,
  { standing, verdict }: Pick<Begun, 'standing' | 'verdict'>,
): Objection | null => {
  const { person, place } = standing
  if (person.optedOut) return first({ code: payer === author.id ? 'opted_out' : 'asker_opted_out' })
  if (!place.answers) return first({ code: 'not_allowed', what: 'channel' })
  const { allowed, blocked } = place.roles
  const isBlocked = roles.some((role) => blocked.includes(role))
  const isLeftOut = allowed.length > 0 && !roles.some((role) => allowed.includes(role))
  if (isBlocked || isLeftOut) return first({ code: 'not_allowed', what: 'role' })
  return verdict.is === 'admitted' ? null : { refusal: verdict.refusal, told: verdict.is === 'silent' }
}

const first = (refusal: Refusal): Objection => ({ refusal, told: null })
