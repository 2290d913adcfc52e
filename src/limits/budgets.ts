import { createHash } from 'node:crypto'
import type { BudgetsSettings } from '../config/settings.ts'
import type { Asker, Scope } from './contract.ts'

/** What somebody may use up on a day; null: as much as they like. */
export type Budget = {
  key: string
  whose: Scope
  person: string | null
  guild: string | null
  tokens: number | null
  cost: number | null
}

/** Who pays for a question. */
export type Payer = Pick<Asker, 'author' | 'guild'>

/** All that a question counts against, in the order in which their rows are locked everywhere. */
export const budgetsOf = (settings: BudgetsSettings, { author, guild }: Payer): readonly Budget[] =>
  boundsOf(settings).flatMap(({ whose, ...bounds }): Budget[] => {
    switch (whose) {
      case 'user':
        return [{ key: `user:${hashOf(author)}`, whose, person: author, guild: null, ...bounds }]
      case 'guild':
        return guild === null ? [] : [{ key: `guild:${guild}`, whose, person: null, guild, ...bounds }]
      case 'bot':
        return [{ key: 'bot', whose, person: null, guild: null, ...bounds }]
    }
  })

/** As person_hash in Postgres: what stays of a person's day when the person has been erased. */
const hashOf = (person: string) => createHash('sha256').update(person).digest('hex')

export type Bounds = Pick<Budget, 'whose' | 'tokens' | 'cost'>

export const boundsOf = (settings: BudgetsSettings): readonly Bounds[] =>
  (['user', 'guild', 'bot'] as const).map((whose) => ({
    whose,
    tokens: settings[`${whose}_tokens_per_day`] || null,
    cost: settings[`${whose}_cost_per_day`] || null,
  }))

export const isBounded = ({ tokens, cost }: Pick<Budget, 'tokens' | 'cost'>) =>
  tokens !== null || cost !== null
