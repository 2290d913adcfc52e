import type { Question, Refusal } from '../contract.ts'
import type { Begun } from './answering.ts'

/** Why a question isn't answered, before anybody is asked; `told`: whether the person knows, null: nobody has counted. */
export type Objection = { refusal: Refusal; told: boolean | null }

export const objectionTo = (
  { roles }: Pick<Question, 'roles'>,
  { standing, verdict }: Pick<Begun, 'standing' | 'verdict'>,
): Objection | null => {
  const { person, place } = standing
  if (person.optedOut) return first({ code: 'opted_out' })
  if (verdict.is !== 'admitted') return { refusal: verdict.refusal, told: verdict.is === 'silent' }
  if (!place.answers) return first({ code: 'not_allowed', what: 'channel' })
  const { allowed, blocked } = place.roles
  const isBlocked = roles.some((role) => blocked.includes(role))
  const isLeftOut = allowed.length > 0 && !roles.some((role) => allowed.includes(role))
  return isBlocked || isLeftOut ? first({ code: 'not_allowed', what: 'role' }) : null
}

const first = (refusal: Refusal): Objection => ({ refusal, told: null })
