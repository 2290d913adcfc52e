import type { RESTOptions } from '@discordjs/rest'
import { makeRequest } from '@discordjs/rest/undiciRequest'
import { backoff } from '../../lib/backoff.ts'
import { createDeadline, type Clock } from '../../lib/clock.ts'
import { TimeoutError } from '../../lib/errors.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { DiscordMetrics } from '../metrics.ts'
import { DiscordUnavailable, translate } from './errors.ts'

type Send = RESTOptions['makeRequest']
type Init = Parameters<Send>[1]

type Options = {
  clock: Clock
  log: Logger
  metrics: DiscordMetrics
  /** Hears of every response. */
  observe: (method: string, url: string, response: Response) => void
}

const TRY_MS = 15_000
const TRIES = 4
/** Where Discord says to wait without saying how long: the library would ask again at once, and for ever. */
const RETRY_AFTER_SECONDS = '5'

/**
 * One request, tried again when Discord fails, can't be reached or doesn't answer in time: these retries are ours,
 * because the library would repeat what must not happen twice, and without a pause. Waiting out a 429 is the library's.
 */
export const createTries = ({ clock, log, metrics, observe }: Options): Send => {
  const attempt = async (url: string, init: Init): Promise<Response | DiscordUnavailable> => {
    const method = init.method ?? 'GET'
    const started = clock.monotonic()
    using deadline = createDeadline(
      clock,
      TRY_MS,
      () => new TimeoutError('discord_timeout', 'no answer in 15 s'),
    )
    const signal = init.signal ? AbortSignal.any([init.signal, deadline.signal]) : deadline.signal
    try {
      const response = await whole(await makeRequest(url, { ...init, signal }))
      metrics.requests.inc({ method, status: response.status })
      observe(method, url, response)
      return response
    } catch (error) {
      init.signal?.throwIfAborted()
      metrics.requests.inc({ method, status: 'none' })
      const reason = deadline.signal.aborted ? deadline.signal.reason : error
      return new DiscordUnavailable(reason instanceof Error ? reason.message : String(reason))
    } finally {
      metrics.requestSeconds.observe({ method }, (clock.monotonic() - started) / 1000)
    }
  }

  return async (url, init) => {
    for (let tried = 1; ; tried += 1) {
      init.signal?.throwIfAborted()
      const outcome = await attempt(url, init)
      const failed = outcome instanceof Error || outcome.status >= 500
      if (!failed) return outcome
      if (tried === TRIES || !isRepeatable(url, init)) {
        if (outcome instanceof Error) throw outcome
        return outcome
      }
      metrics.retries.inc()
      const why = outcome instanceof Error ? translate(outcome).message : `Discord answered ${outcome.status}`
      log.debug({ method: init.method, tried, why }, 'A request to Discord is tried again.')
      await clock.sleep(backoff(tried, 300, 5000), init.signal ?? undefined)
    }
  }
}

/**
 * A POST happens twice when it is repeated, unless Discord is told to return what its nonce has made already, or a
 * message is asked for the one thread that it may have.
 */
const isRepeatable = (url: string, { method, body }: Init) =>
  method !== 'POST' || /\/messages\/\d+\/threads$/.test(url) || jsonOf(body).includes('"enforce_nonce":true')

const jsonOf = (body: Init['body']) => {
  const json = body instanceof FormData ? body.get('payload_json') : body
  return typeof json === 'string' ? json : ''
}

/** The answer with its body read, so that a body that never ends counts as no answer. */
const whole = async (response: Awaited<ReturnType<Send>>): Promise<Response> => {
  const body = await response.arrayBuffer()
  const headers = new Headers(response.headers)
  if (response.status === 429 && !headers.has('retry-after')) headers.set('retry-after', RETRY_AFTER_SECONDS)
  const { status, statusText } = response
  return new Response(body.byteLength > 0 ? body : null, { status, statusText, headers })
}
