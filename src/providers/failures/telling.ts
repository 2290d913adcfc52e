import type { Failure, FailureKind } from '../contract.ts'

/** When all have failed: what says most about when it is worth asking again, or what to change. */
export const mostTelling = (failures: readonly Failure[]): Failure =>
  failures.toSorted((a, b) => bySignificance.indexOf(a.kind) - bySignificance.indexOf(b.kind))[0] ??
  noProvider

const bySignificance: readonly FailureKind[] = [
  'content_refused',
  'context_too_long',
  'bad_request',
  'rate_limited',
  'slow',
  'overtime',
  'interrupted',
  'unavailable',
  'empty',
  'images_unseen',
  'quota_exhausted',
  'model_missing',
  'key_rejected',
]

const noProvider: Failure = {
  kind: 'no_provider',
  route: null,
  status: null,
  retryAfterMs: null,
  detail: 'no provider is switched on and has a key',
}
