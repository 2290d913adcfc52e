import type { Queryable } from '../database/contract.ts'
import { storable } from '../lib/storable.ts'
import type { PlaceRules } from './contract.ts'

/** What a server's managers have set for one place; null: as the place around it. */
export type SetRules = { [Key in keyof Omit<PlaceRules, 'roles'>]: PlaceRules[Key] | null }

/** All that a server's managers have set. */
export type GuildRules = {
  whole: SetRules
  places: readonly (SetRules & { place: string })[]
  roles: PlaceRules['roles']
}

/** How many characters of its own a server may add to the prompt: the table refuses more. */
export const LONGEST_GUILD_PROMPT = 2000

/** Sets those rules that are named for a category, channel or thread, or for the whole server (null). */
export const setRules = async (
  db: Queryable,
  guild: string,
  place: string | null,
  change: Partial<SetRules>,
) => {
  await db.query(
    `insert into place_rules as rules (guild, place, answers, threads, persona, personas, prompt)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (guild, place) do update set
       answers = case when 'answers' = any($8::text[]) then excluded.answers else rules.answers end,
       threads = case when 'threads' = any($8) then excluded.threads else rules.threads end,
       persona = case when 'persona' = any($8) then excluded.persona else rules.persona end,
       personas = case when 'personas' = any($8) then excluded.personas else rules.personas end,
       prompt = case when 'prompt' = any($8) then excluded.prompt else rules.prompt end,
       changed_at = now()`,
    [
      guild,
      place ?? WHOLE_GUILD,
      change.answers ?? null,
      change.threads ?? null,
      change.persona ?? null,
      change.personas ?? null,
      writtenIn(change.prompt),
      rules.filter((rule) => change[rule] !== undefined),
    ],
  )
}

/** Who has a blocked role isn't answered; where some are allowed, nobody else is. Null: neither. */
export const setRole = async (db: Queryable, guild: string, role: string, rule: 'allow' | 'block' | null) => {
  if (rule === null) await db.query('delete from role_rules where guild = $1 and role = $2', [guild, role])
  else
    await db.query(
      `insert into role_rules (guild, role, rule) values ($1, $2, $3)
       on conflict (guild, role) do update set rule = excluded.rule, changed_at = now()`,
      [guild, role, rule],
    )
}

export const readGuild = async (db: Queryable, guild: string): Promise<GuildRules> => {
  const { rows } = await db.query<{
    places: (SetRules & { place: string })[]
    allowed: string[]
    blocked: string[]
  }>(
    `select
       (select coalesce(json_agg(rule order by place::bigint), '[]') from (
          select place::text, answers, threads, persona, personas, prompt from place_rules
          where guild = $1 and num_nonnulls(answers, threads, persona, personas, prompt) > 0) rule) as places,
       array(select role::text from role_rules where guild = $1 and rule = 'allow' order by role) as allowed,
       array(select role::text from role_rules where guild = $1 and rule = 'block' order by role) as blocked`,
    [guild],
  )
  const { places, allowed, blocked } = rows[0]!
  const { place: _, ...whole } = places.find(({ place }) => place === WHOLE_GUILD) ?? {
    place: null,
    ...nothing,
  }
  return {
    whole,
    places: places.filter(({ place }) => place !== WHOLE_GUILD),
    roles: { allowed, blocked },
  }
}

/** What all servers have set goes. */
export const resetGuilds = async (db: Queryable) => {
  await db.query('with roles as (delete from role_rules) delete from place_rules')
}

// In the oldest servers a channel has the server's own id, so that this can't stand for the server.
const WHOLE_GUILD = '0'

const rules = ['answers', 'threads', 'persona', 'personas', 'prompt'] as const

const nothing: SetRules = { answers: null, threads: null, persona: null, personas: null, prompt: null }

/** A prompt without words is none. */
const writtenIn = (prompt: string | null | undefined) => storable(prompt ?? '').trim() || null
