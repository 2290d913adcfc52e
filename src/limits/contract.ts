import type { Queryable } from '../database/contract.ts'

/** Who asks, where and when. */
export type Asker = {
  /** The turn's id: whatever is asked for once more by that id counts once. */
  turn: string
  author: string
  guild: string | null
  channel: string
  /** Where it was asked, the nearest first: thread, channel, category. */
  places: readonly string[]
  /** Of the author, on this server. */
  roles: readonly string[]
  /** Operators aren't limited by lists, cooldowns and rates; budgets hold for them, too. */
  operator: boolean
  /** When it was asked, by Discord's clock: milliseconds since the epoch. */
  at: number
}

/** What an answer may use up at the most: of tokens, prompt and answer counted, and of US dollars. */
export type Allowance = { tokens: number; cost: number }

export type Scope = 'user' | 'guild' | 'bot'

/** Why nobody is asked. Each is told once, and then left unsaid while it holds. */
export type LimitRefusal =
  | { code: 'cooling_down'; retryAfterMs: number }
  | { code: 'too_many_requests'; where: 'channel' | 'guild' | 'everywhere'; retryAfterMs: number }
  /** `renewsAt`: milliseconds since the epoch. */
  | { code: 'budget_spent'; whose: Scope; renewsAt: number }
  /** Answers under way may use up all that is left. */
  | { code: 'budget_in_use'; whose: Scope; retryAfterMs: number }
  | { code: 'not_allowed'; what: 'user' | 'role' | 'channel' | 'guild' }
  | { code: 'direct_messages_off' }

export type Verdict =
  /** Null: no budget bounds it. */
  | { is: 'admitted'; allowance: Allowance | null }
  | { is: 'refused'; refusal: LimitRefusal }
  /** As refused, and it has been said already. */
  | { is: 'silent'; refusal: LimitRefusal }
  /** Nobody is at work on the turn: nothing was counted. */
  | { is: 'ended' }

/** A budget that is used up to four fifths, for the first time on this day. */
export type NearlySpent = { whose: Scope; leftShare: number; renewsAt: number }

export type Limits = {
  /**
   * Issues all its statements before it waits, so that it may stand in `database.together`. An admitted question holds
   * a reserve of its budgets until it is settled.
   */
  admit(db: Queryable, asker: Asker): Promise<Verdict>
  /** A question that was admitted isn't asked, for a reason that isn't one of limits: it has used up nothing of them. */
  giveBack(db: Queryable, asker: Asker): Promise<void>
  /** What a turn used replaces its reserve; nothing where it ended without a request. Once for each turn. */
  settle(db: Queryable, turn: string, used: Allowance): Promise<readonly NearlySpent[]>
}
