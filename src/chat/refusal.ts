import { UNAVAILABLE } from '../moderation/contract.ts'
import type { Failure } from '../providers/contract.ts'
import type { Refusal } from './contract.ts'

/** Whether the same question may be answered when it is asked again: only then is a person told to. */
export const askingAgainHelps = {
  empty_question: false,
  question_too_long: false,
  files_unreadable: false,
  image_too_large: false,
  files_out_of_reach: true,
  files_switched_off: false,
  images_unseen: false,
  opted_out: false,
  asker_opted_out: false,
  line_full: false,
  stopped: false,
  moderated: false,
  moderation_away: true,
  cooling_down: true,
  too_many_requests: true,
  budget_spent: false,
  budget_in_use: true,
  budget_too_small: false,
  not_allowed: false,
  direct_messages_off: false,
  no_provider: false,
  provider_refuses: false,
  busy: true,
  timed_out: true,
  content_refused: false,
  request_refused: false,
  stopping: true,
  internal: true,
} as const satisfies Record<Refusal['code'], boolean>

/** What nobody needs to read but who asked, where that can be. */
export const concernsAskerAlone: ReadonlySet<Refusal['code']> = new Set([
  'opted_out',
  'line_full',
  'moderated',
  'cooling_down',
  'too_many_requests',
  'budget_spent',
  'budget_too_small',
  'not_allowed',
  'direct_messages_off',
])

/** What a person is told when no provider gave an answer. */
export const refusalOf = (failure: Failure, retryAfterMs: number | null): Refusal => {
  switch (failure.kind) {
    case 'key_rejected':
    case 'model_missing':
      return { code: 'provider_refuses' }
    case 'quota_exhausted':
      // Without a word from the provider itself, nobody knows: a bill may be open.
      return failure.retryAfterMs === null ? { code: 'provider_refuses' } : { code: 'busy', retryAfterMs }
    case 'rate_limited':
    case 'unavailable':
    case 'interrupted':
    case 'empty':
      return { code: 'busy', retryAfterMs }
    case 'slow':
    case 'overtime':
      return { code: 'timed_out' }
    case 'context_too_long':
      return { code: 'question_too_long' }
    case 'content_refused':
      return { code: 'content_refused' }
    case 'no_provider':
      return { code: 'no_provider' }
    case 'images_unseen':
      return { code: 'images_unseen' }
    case 'bad_request':
      return { code: 'request_refused' }
    case 'cancelled':
      return { code: 'internal' }
  }
}

/** What a person is told where moderation objects. */
export const moderationRefusal = (categories: readonly string[], what: 'question' | 'answer'): Refusal =>
  categories.includes(UNAVAILABLE) ? { code: 'moderation_away' } : { code: 'moderated', what }
