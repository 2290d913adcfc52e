import type { Queryable } from '../database/contract.ts'
import type { PersonalChoices, PlaceRules, Standing, Whereabouts } from './contract.ts'
import type { SetRules } from './rules.ts'

/**
 * What holds for a question: read anew each time, so that all processes agree. One statement, issued before any wait.
 * Each rule is the one of the nearest place that has it: thread, channel, category, server.
 */
export const readStanding = async (
  db: Queryable,
  { person, guild, places, others }: Whereabouts,
): Promise<Standing> => {
  const { rows } = await db.query<Row>(
    `select
       (select row_to_json(choice) from (
          select provider, persona, opted_out as "optedOut" from choices where person = $1) choice) as choice,
       exists (select from introductions where person = $1) as introduced,
       array(select person::text from choices where opted_out and person = any($4::bigint[])) as "optedOut",
       (select coalesce(json_agg(rule order by array_position($3::bigint[] || 0::bigint, rule.place)), '[]') from (
          select place, answers, threads, persona, personas, prompt from place_rules
          where guild = $2 and place = any($3::bigint[] || 0::bigint)) rule) as rules,
       array(select role::text from role_rules where guild = $2 and rule = 'allow') as allowed,
       array(select role::text from role_rules where guild = $2 and rule = 'block') as blocked`,
    [person, guild, places, others],
  )
  const { choice, introduced, optedOut, rules, allowed, blocked } = rows[0]!
  return {
    person: { ...(choice ?? unset), introduced },
    place: { ...inherited(rules), roles: { allowed, blocked } },
    optedOut: new Set(optedOut),
  }
}

type Row = {
  choice: Omit<PersonalChoices, 'introduced'> | null
  introduced: boolean
  optedOut: string[]
  /** Nearest first. */
  rules: SetRules[]
  allowed: string[]
  blocked: string[]
}

const unset = { provider: null, persona: null, optedOut: false }

const inherited = (rules: readonly SetRules[]): Omit<PlaceRules, 'roles'> => {
  const nearest = <Key extends keyof SetRules>(key: Key) =>
    rules.find((rule) => rule[key] !== null)?.[key] ?? null
  return {
    answers: nearest('answers') ?? true,
    threads: nearest('threads') ?? false,
    persona: nearest('persona'),
    personas: nearest('personas'),
    prompt: nearest('prompt'),
  }
}
