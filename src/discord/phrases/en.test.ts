import { describe, expect, test } from 'vitest'
import type { Refusal } from '../../chat/contract.ts'
import { askingAgainHelps } from '../../chat/refusal.ts'
import { sayRefusal } from './en.ts'

const examples: { [Code in Refusal['code']]: Refusal & { code: Code } } = {
  empty_question: { code: 'empty_question' },
  question_too_long: { code: 'question_too_long' },
  files_unreadable: { code: 'files_unreadable', maxFiles: 4, maxBytes: 262_144 },
  image_too_large: { code: 'image_too_large', maxBytes: 5_242_880 },
  files_out_of_reach: { code: 'files_out_of_reach' },
  files_switched_off: { code: 'files_switched_off' },
  images_unseen: { code: 'images_unseen' },
  opted_out: { code: 'opted_out' },
  asker_opted_out: { code: 'asker_opted_out' },
  line_full: { code: 'line_full', depth: 3 },
  stopped: { code: 'stopped' },
  moderated: { code: 'moderated', what: 'answer' },
  moderation_away: { code: 'moderation_away' },
  cooling_down: { code: 'cooling_down', retryAfterMs: 2100 },
  too_many_requests: { code: 'too_many_requests', where: 'guild', retryAfterMs: 9000 },
  budget_spent: { code: 'budget_spent', whose: 'user', renewsAt: Date.UTC(2026, 0, 1) },
  budget_in_use: { code: 'budget_in_use', whose: 'user', retryAfterMs: 10_000 },
  budget_too_small: { code: 'budget_too_small' },
  not_allowed: { code: 'not_allowed', what: 'role' },
  direct_messages_off: { code: 'direct_messages_off' },
  no_provider: { code: 'no_provider' },
  provider_refuses: { code: 'provider_refuses' },
  busy: { code: 'busy', retryAfterMs: 4000 },
  timed_out: { code: 'timed_out' },
  content_refused: { code: 'content_refused' },
  request_refused: { code: 'request_refused' },
  stopping: { code: 'stopping' },
  internal: { code: 'internal' },
}

test('a person without a provider reads what the operator has to do', () => {
  expect(sayRefusal({ code: 'no_provider' })).toContain('GROQ_API_KEY')
})

test.each([
  [null, 'in a moment'],
  [400, 'in a moment'],
  [1000, 'in 1 second'],
  [41_200, 'in 42 seconds'],
  [150_000, 'in 3 minutes'],
  [3 * 3_600_000, 'in 3 hours'],
])('a wait of %s ms is said as "%s"', (retryAfterMs, words) => {
  expect(sayRefusal({ code: 'busy', retryAfterMs })).toContain(`${words}.`)
})

describe.each(Object.values(examples))('$code', (refusal) => {
  const sentence = sayRefusal(refusal)

  test('pings nobody, fits below any answer and shows no code', () => {
    expect(sentence.replace('GROQ_API_KEY', '')).not.toMatch(/@|_|\n/)
    expect(sentence.length).toBeLessThan(200)
  })

  test('tells to ask again where that helps, and only there', () => {
    expect(sentence.includes('ask me again')).toBe(askingAgainHelps[refusal.code])
  })
})

test.each([
  [4, 262_144, 'up to 4 files of up to 256 KB'],
  [1, 4_194_304, 'one file of up to 4 MB'],
  [2, 1000, 'up to 2 files of up to 1000 bytes'],
])('%i files of %i bytes are said as "%s"', (maxFiles, maxBytes, words) => {
  expect(sayRefusal({ code: 'files_unreadable', maxFiles, maxBytes })).toContain(`${words}.`)
})

test('content that was refused is said kindly: no reproach, and another way', () => {
  const sentence = sayRefusal({ code: 'content_refused' })
  expect(sentence).toMatch(/please/i)
  expect(sentence).toContain('in another way')
  expect(sentence).not.toMatch(
    /filter|policy|polic|violat|inappropriate|unsafe|forbidden|not allowed|against/i,
  )
})
