import { describe, expect, test } from 'vitest'
import { ProviderError, type FailureKind } from '../providers/contract.ts'
import type { Refusal } from './contract.ts'
import { askingAgainHelps, refusalOf } from './refusal.ts'

const codes = {
  key_rejected: 'provider_refuses',
  quota_exhausted: 'provider_refuses',
  rate_limited: 'busy',
  model_missing: 'provider_refuses',
  unavailable: 'busy',
  slow: 'timed_out',
  overtime: 'timed_out',
  interrupted: 'busy',
  empty: 'busy',
  context_too_long: 'question_too_long',
  content_refused: 'content_refused',
  bad_request: 'request_refused',
  images_unseen: 'images_unseen',
  no_provider: 'no_provider',
  cancelled: 'internal',
} as const satisfies Record<FailureKind, Refusal['code']>

const isKind = (kind: string): kind is FailureKind => kind in codes
const failureOf = (kind: FailureKind) => ({
  kind,
  route: null,
  status: null,
  retryAfterMs: null,
  detail: 'why',
})

describe.each(Object.keys(codes).filter(isKind))('%s', (kind) => {
  const refusal = refusalOf(failureOf(kind), null)

  test('is told in its own way', () => {
    expect(refusal.code).toBe(codes[kind])
  })

  test('is an error with its code for the log, that may be tried again where a person is told to', () => {
    const error = new ProviderError(failureOf(kind))
    expect(error).toMatchObject({ name: 'ProviderError', code: kind, message: 'why' })
    expect(error.retryable).toBe(askingAgainHelps[refusal.code])
  })
})

test('the shortest wait is passed on', () => {
  expect(refusalOf(failureOf('rate_limited'), 1500)).toEqual({ code: 'busy', retryAfterMs: 1500 })
})

test('a quota that the provider says will come back is worth a wait, and another one is the operator’s to mend', () => {
  const failure = { ...failureOf('quota_exhausted'), retryAfterMs: 1500 }
  expect(refusalOf(failure, 1500)).toEqual({ code: 'busy', retryAfterMs: 1500 })
  expect(refusalOf(failureOf('quota_exhausted'), 3_600_000)).toEqual({ code: 'provider_refuses' })
})
