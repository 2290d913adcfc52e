import { expect, test } from 'vitest'
import type { FailureKind } from '../providers/contract.ts'
import type { Refusal } from './contract.ts'
import { refusalOf } from './refusal.ts'

const codes = {
  key_rejected: 'provider_refuses',
  quota_exhausted: 'busy',
  rate_limited: 'busy',
  model_missing: 'provider_refuses',
  unavailable: 'busy',
  slow: 'timed_out',
  interrupted: 'busy',
  empty: 'busy',
  context_too_long: 'question_too_long',
  content_refused: 'content_refused',
  bad_request: 'internal',
  no_provider: 'no_provider',
  cancelled: 'internal',
} as const satisfies Record<FailureKind, Refusal['code']>

const isKind = (kind: string): kind is FailureKind => kind in codes

test.each(Object.keys(codes).filter(isKind))('%s is told in its own way', (kind) => {
  const failure = { kind, route: null, status: null, retryAfterMs: null, detail: '' }
  const refusal = refusalOf(failure, 1500)
  expect(refusal.code).toBe(codes[kind])
  if (refusal.code === 'busy') expect(refusal.retryAfterMs).toBe(1500)
})

test('a quota that nobody knows the end of is for the operator to mend', () => {
  const failure = {
    kind: 'quota_exhausted',
    route: null,
    status: 402,
    retryAfterMs: null,
    detail: '',
  } as const
  expect(refusalOf(failure, null)).toEqual({ code: 'provider_refuses' })
})
