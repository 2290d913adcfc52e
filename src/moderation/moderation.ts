import type { ModerationSettings } from '../config/settings.ts'
import { createDeadline, type Clock } from '../lib/clock.ts'
import { TimeoutError } from '../lib/errors.ts'
import type { Live } from '../lib/live.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { UNAVAILABLE, type Finding, type Moderation, type Subject } from './contract.ts'
import { categoryLabel, createModerationMetrics } from './metrics.ts'
import { ModerationError, openAiService, ownService, type Service } from './services.ts'

export type ModerationOptions = {
  settings: Live<ModerationSettings>
  /** OPENAI_API_KEY; null: it isn't set. */
  key: () => string | null
  /** Where OpenAI's API is, with its version, if not at its usual address. */
  baseUrl?: () => string | null
  clock: Clock
  log: Logger
  metrics: Metrics
}

const OPENAI_URL = 'https://api.openai.com/v1'

/** Follows its settings from one look to the next. */
export const createModeration = (options: ModerationOptions): Moderation => {
  const { settings, clock } = options
  const log = options.log.child({ module: 'moderation' })
  const metrics = createModerationMetrics(options.metrics)

  const look = async (subject: Subject, service: Service, signal: AbortSignal) => {
    const { timeout } = settings.current
    const late = () => new TimeoutError('moderation', `no answer in ${timeout} s`)
    using deadline = createDeadline(clock, timeout * 1000, late)
    const soon = AbortSignal.any([signal, deadline.signal])
    try {
      return await service(subject, soon)
    } catch (error) {
      if (!(error instanceof ModerationError) || !error.retryable) throw error
      return await service(subject, soon)
    }
  }

  const looksAt = (direction: Subject['direction']) =>
    settings.current.service !== 'off' && settings.current[direction]

  return {
    looksAt,
    async check(given, signal) {
      signal.throwIfAborted()
      const { current } = settings
      const seesPictures = current.images && current.service === 'openai'
      const subject = { ...given, images: seesPictures ? given.images : [] }
      const { direction, text, images } = subject
      const nothing = text.trim() === '' && images.length === 0
      if (!looksAt(direction) || nothing) return { is: 'fine' }
      const began = clock.monotonic()
      try {
        const finding = await look(subject, serviceOf(current.service, options), signal)
        metrics.checks.inc({ direction, outcome: finding.is })
        count(metrics, direction, finding)
        return finding
      } catch (error) {
        signal.throwIfAborted()
        metrics.checks.inc({ direction, outcome: 'failed' })
        if (!(error instanceof ModerationError || error instanceof TimeoutError)) throw error
        log.warn(
          { turn: given.turn, direction, reason: error.message, counts: current.on_error },
          'The moderation service gave no answer: moderation.on_error decides.',
        )
        return current.on_error === 'open' ? { is: 'fine' } : unavailable
      } finally {
        metrics.duration.observe({ direction }, (clock.monotonic() - began) / 1000)
      }
    },
  }
}

const unavailable: Finding = { is: 'hit', categories: [UNAVAILABLE] }

const serviceOf = (service: string, { key, baseUrl }: ModerationOptions): Service => {
  if (service !== 'openai') return ownService(service)
  const value = key()
  if (value !== null) return openAiService(baseUrl?.() ?? OPENAI_URL, value)
  return () => Promise.reject(new ModerationError('OPENAI_API_KEY is not set', false))
}

const count = (
  { hits }: ReturnType<typeof createModerationMetrics>,
  direction: Subject['direction'],
  finding: Finding,
) => {
  if (finding.is === 'fine') return
  for (const category of new Set(finding.categories.map(categoryLabel))) hits.inc({ direction, category })
}
