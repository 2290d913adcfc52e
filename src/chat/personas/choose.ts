import type { PersonaSettings } from '../../config/sections/personas.ts'
import type { Standing } from '../../preferences/contract.ts'
import type { Choice } from '../../providers/contract.ts'
import type { Question } from '../contract.ts'
import { embody, personasOf, type Persona, type PersonasIn } from './persona.ts'

export type Choosing = {
  standing: Standing
  settings: PersonasIn
  question: Pick<Question, 'guild' | 'ageRestricted'>
}

/** Why it is that one who answers. */
export type Because =
  | 'managers_set_it' // for this place, or one around it
  | 'person_chose_it'
  | 'managers_allow_it' // and not the one that would answer otherwise
  | 'default'

/** A name that nobody has any more, or that isn't allowed here any more, is passed over. */
export const choosePersona = (choosing: Choosing): { persona: Persona; because: Because } => {
  const { standing, settings, question } = choosing
  const all = personasOf(settings)
  const { person, place } = standing
  const first = settings.general.default_persona
  const allowed = place.personas?.filter((name) => all.has(name)) ?? []
  const candidates: readonly [name: string | null, because: Because, may: boolean][] = [
    [place.persona, 'managers_set_it', true],
    [person.persona, 'person_chose_it', mayStay(choosing, person.persona)],
    [first, 'default', allowed.length === 0 || allowed.includes(first)],
    [allowed[0] ?? null, 'managers_allow_it', true],
    [first, 'default', true],
  ]
  for (const [name, because, may] of candidates) {
    const found = name !== null && may ? all.get(name) : undefined
    if (name !== null && found) return { persona: embody(name, found, settings, question), because }
  }
  throw new Error('Settings without a persona who answers have not been checked.')
}

export type Offer = { name: string; description: string }

/** Those that a person may choose here, without the ones that are only for who knows their name. */
export const offeredPersonas = (choosing: Choosing): readonly Offer[] =>
  [...personasOf(choosing.settings)]
    .filter(([name, { listed }]) => listed && mayChoose(choosing, name))
    .map(offer)

/** Those that the managers of a server may turn on, or set for a place. */
export const managersPersonas = (settings: PersonasIn): readonly Offer[] =>
  [...personasOf(settings)].map(offer)

/** Whether a person may choose it here, listed or not. */
export const mayChoose = ({ standing: { place }, settings }: Choosing, name: string): boolean => {
  const persona = personasOf(settings).get(name)
  if (!persona) return false
  return place.personas?.includes(name) ?? persona.enabled_by === 'everyone'
}

/**
 * Whom a question is sent to: who was named with it, then the person's own provider, which may be chosen for what it
 * does with data, then the persona's.
 */
export const choicesFor = (
  named: readonly Choice[],
  { person }: Standing,
  persona: Pick<Persona, 'choices'>,
): readonly Choice[] => [
  ...named,
  ...(person.provider === null ? [] : [{ provider: person.provider, model: null }]),
  ...persona.choices,
]

/** In direct messages there are no managers: whom a person could choose on some server stays with him there. */
const mayStay = (choosing: Choosing, name: string | null) =>
  name !== null && (choosing.question.guild === null || mayChoose(choosing, name))

const offer = ([name, { description }]: [string, PersonaSettings]): Offer => ({ name, description })
