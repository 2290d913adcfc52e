import type { FailureKind } from '../contract.ts'

type Consequence = {
  /** Whom the failure says something about, and who is therefore left alone for a while. */
  about: 'key' | 'quota domain' | 'quota domain at this model' | 'route' | 'nothing'
  next:
    | 'another key' // of the same route, and else the next route
    | 'once more' // the same route, unless words were shown, and else the next route
    | 'next route'
    | 'less or more room' // the same route with less to read, and else a route that can read more
    | 'tell' // whoever asked: another try would end the same way
  /** As how many failures of the route its breaker counts it: one that somebody waited for long weighs more. */
  weight: number
}

/** What follows from each way to fail. */
export const consequences: Record<FailureKind, Consequence> = {
  key_rejected: { about: 'key', next: 'another key', weight: 0 },
  quota_exhausted: { about: 'quota domain', next: 'another key', weight: 0 },
  rate_limited: { about: 'quota domain at this model', next: 'another key', weight: 0 },
  model_missing: { about: 'route', next: 'next route', weight: 0 },
  unavailable: { about: 'route', next: 'once more', weight: 1 },
  slow: { about: 'route', next: 'next route', weight: 3 },
  interrupted: { about: 'route', next: 'next route', weight: 1 },
  empty: { about: 'route', next: 'once more', weight: 1 },
  overtime: { about: 'nothing', next: 'tell', weight: 0 },
  context_too_long: { about: 'nothing', next: 'less or more room', weight: 0 },
  content_refused: { about: 'nothing', next: 'tell', weight: 0 },
  bad_request: { about: 'nothing', next: 'tell', weight: 0 },
  images_unseen: { about: 'nothing', next: 'next route', weight: 0 },
  no_provider: { about: 'nothing', next: 'tell', weight: 0 },
  cancelled: { about: 'nothing', next: 'tell', weight: 0 },
}
