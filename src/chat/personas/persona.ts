import type { PersonaSettings } from '../../config/sections/personas.ts'
import type { GeneralSettings, PersonasSettings } from '../../config/settings.ts'
import type { Choice } from '../../providers/contract.ts'
import type { Question } from '../contract.ts'

/** Who answers a question. */
export type Persona = {
  name: string
  /** What the model is told where the question was asked. */
  prompt: string
  /** Who is asked, before the operator's order. */
  choices: readonly Choice[]
  /** Null: the provider's own. */
  temperature: number | null
  /** Seconds of typing before it answers; null: none. */
  delay: { min: number; max: number } | null
}

export type PersonasIn = { general: GeneralSettings; personas: PersonasSettings }

/** Those that the operator hasn't switched off, by name. */
export const personasOf = ({
  personas,
}: Pick<PersonasIn, 'personas'>): ReadonlyMap<string, PersonaSettings> =>
  new Map(Object.entries(personas).filter(([, { enabled }]) => enabled))

/** As it is where a question is asked: what is meant for adults stays in channels that are marked so. */
export const embody = (
  name: string,
  persona: PersonaSettings,
  { general }: Pick<PersonasIn, 'general'>,
  { guild, ageRestricted }: Pick<Question, 'guild' | 'ageRestricted'>,
): Persona => {
  const amongAdults = guild !== null && ageRestricted ? persona.age_restricted_prompt : undefined
  return {
    name,
    prompt: amongAdults ?? persona.prompt ?? general.system_prompt,
    choices: persona.providers.map(choiceOf),
    temperature: persona.temperature ?? null,
    delay: persona.delay ?? (general.natural_delay ? NATURAL_DELAY : null),
  }
}

/** Whom any persona may ask. */
export const everyChoice = (settings: Pick<PersonasIn, 'personas'>): readonly Choice[] =>
  [...personasOf(settings).values()].flatMap(({ providers }) => providers.map(choiceOf))

/** How long it types before it answers, in milliseconds. */
export const delayOf = ({ delay }: Pick<Persona, 'delay'>, random: () => number = Math.random) =>
  delay === null ? 0 : 1000 * (delay.min + (delay.max - delay.min) * random())

const NATURAL_DELAY = { min: 1, max: 3 }

/** A model's name may hold slashes itself. */
const choiceOf = (text: string): Choice => {
  const [provider = text] = text.split('/', 1)
  return { provider, model: text.length > provider.length ? text.slice(provider.length + 1) : null }
}
