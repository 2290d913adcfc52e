import type { FaultName } from './fault-spec.ts'
import { keyFingerprint } from './keys.ts'
import { hasImages, type ProviderName, type Question } from './question.ts'

const KEPT = 500

type Received = { at: number; question: Question; headers: Headers; body: unknown; fault: FaultName | null }
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** A request as it came in, for tests. Holds what people wrote, but no key. */
export type PracticeRequest = Question & {
  at: number
  /** Its fingerprint. */
  key: string
  headers: Headers
  /** Without large images. */
  body: unknown
  fault: FaultName | null
  /** 'left': the client went away before the end. */
  state: 'open' | 'ended' | 'left'
}

export type RequestCounts = Record<
  ProviderName,
  { requests: number; streamed: number; open: number; left: number }
>

export type Requests = {
  /** The latest, oldest first. */
  all(): readonly PracticeRequest[]
  /** Since the start, or since they were cleared. */
  counts(): RequestCounts
  clear(): void
}

export type Recorder = Requests & {
  /** To be called once with how it ended. */
  add(received: Received): (state: 'ended' | 'left') => void
}

export const createRecorder = (): Recorder => {
  let latest: PracticeRequest[] = []
  let counts = noCounts()
  return {
    all: () => latest,
    counts: () => structuredClone(counts),
    clear() {
      latest = []
      counts = noCounts()
    },
    add({ at, question, headers, body, fault }) {
      const { authorization: _bearer, 'x-goog-api-key': _key, ...secretless } = headers
      const key = keyFingerprint(question.key)
      const kept = hasImages(question) ? withoutImages(body) : body
      const entry: PracticeRequest = {
        ...question,
        key,
        at,
        headers: secretless,
        body: kept,
        fault,
        state: 'open',
      }
      if (latest.push(entry) > KEPT) latest.shift()
      const count = counts[question.provider]
      count.requests += 1
      count.open += 1
      if (question.stream) count.streamed += 1
      return (state) => {
        entry.state = state
        count.open -= 1
        if (state === 'left') count.left += 1
      }
    },
  }
}

/** Hundreds of requests with images would be too much to keep. */
const withoutImages = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body, (_, value: unknown) =>
      typeof value === 'string' ? value.replace(/^(data:[^,]*,)?[A-Za-z0-9+/]{1000,}={0,2}$/, '$1…') : value,
    ),
  )

const noCounts = (): RequestCounts => ({ openai: noCount(), groq: noCount(), gemini: noCount() })

const noCount = () => ({ requests: 0, streamed: 0, open: 0, left: 0 })
