import type { ProviderSettings } from '../../config/sections/providers.ts'
import type { Clock } from '../../lib/clock.ts'
import { ProviderError, type FailureKind, type ModelEvent, type Route, type Usage } from '../contract.ts'
import { failureOf } from '../failures/failures.ts'
import { quotaOf } from '../failures/rate-limits.ts'
import type { Spoken, ThoughtFilter } from './thoughts.ts'

export type DriverOptions = {
  provider: string
  settings: ProviderSettings
  /** Where the API is; null: at its usual address. */
  baseUrl: string | null
  clock: Clock
}

/** SDKs want a limit of their own: one that never comes before the router's, which aborts the signal. */
export const sdkTimeoutMs = 3_600_000

/** What one chunk of a provider's stream says; most say one thing. */
export type Piece = {
  text?: string | undefined
  /** A thought that is sent apart from the words. */
  thought?: string | undefined
  usage?: Usage | undefined
  model?: string | undefined
  finish?: Finish | undefined
  /** An error object where an answer should be. */
  error?: unknown
  /** All has been said: the stream is about to end. */
  done?: true
}
export type Finish = 'stop' | 'length' | Extract<FailureKind, 'content_refused' | 'interrupted'>

type Source = {
  route: Route
  clock: Clock
  filter: () => ThoughtFilter
  open: (signal: AbortSignal) => Promise<Opened>
  read: (chunk: unknown) => Piece
}
/** `headers` is null where the SDK hides them. */
type Opened = { chunks: AsyncIterable<unknown>; headers: Headers | null }

/** How long a provider that said it has finished may take to tell the usage. */
const usageGraceMs = 2000

/** How long it may take to end the stream then; a connection that is ended by us can't be used again. */
const endGraceMs = 100

/** Nobody sees it; without a reason, each abort would make an exception with a stack trace. */
const OVER = 'the answer is over'

/** What all drivers do alike: from an SDK's stream of chunks to events, its failures translated. */
export async function* readStream(
  { route, clock, filter, open, read }: Source,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void, undefined> {
  signal.throwIfAborted()
  const ended = new AbortController()
  using grace = new DisposableStack()
  let timer: Disposable | null = null
  grace.defer(() => timer?.[Symbol.dispose]())
  const endIn = (ms: number) => {
    timer?.[Symbol.dispose]()
    timer = clock.after(ms, () => ended.abort(OVER))
  }
  let finish: Finish | undefined
  let { model } = route
  let answering = false
  const thoughts = filter()
  try {
    const { chunks, headers } = await open(AbortSignal.any([signal, ended.signal]))
    answering = true
    yield { type: 'accepted', quota: quotaOf(headers, clock.now()) }
    for await (const chunk of chunks) {
      const piece = read(chunk)
      if (piece.error) throw piece.error
      const { retract, text } = piece.text ? thoughts.read(piece.text) : nothing
      if (retract) yield { type: 'retract' }
      if (text) yield { type: 'text', text }
      else if (!retract && (piece.text || piece.thought))
        yield { type: 'thought', bytes: Buffer.byteLength(piece.text || piece.thought || '') }
      model = piece.model ?? model
      if (piece.usage) yield { type: 'usage', usage: piece.usage }
      // Some say with every chunk that they have finished.
      finish ??= piece.finish
      if (finish) endIn(piece.done ? endGraceMs : usageGraceMs)
      else if (piece.done) break
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    // Once it has said that it is finished, it doesn't matter how the stream ends.
    if (!finish) throw new ProviderError(failureOf(error, route, clock.now(), answering))
  } finally {
    ended.abort(OVER)
  }
  if (signal.aborted) throw signal.reason
  if (finish !== 'stop' && finish !== 'length') throw endedBadly(route, finish)
  const { retract, text } = thoughts.rest()
  if (retract) yield { type: 'retract' }
  if (text) yield { type: 'text', text }
  yield { type: 'finish', reason: finish, model }
}

const nothing: Spoken = { retract: false, text: '' }

const endedBadly = (route: Route, finish: 'content_refused' | 'interrupted' | undefined) =>
  new ProviderError({
    kind: finish ?? 'interrupted',
    route,
    status: null,
    retryAfterMs: null,
    detail:
      finish === 'content_refused'
        ? "the provider's content filter ended the answer"
        : 'the stream ended without a finish reason',
  })
