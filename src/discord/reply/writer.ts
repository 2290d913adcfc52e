import { QuestionDeleted, Superseded } from '../../chat/ending.ts'
import type { DiscordSettings } from '../../config/settings.ts'
import { backoff } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { DiscordMetrics } from '../metrics.ts'
import { DiscordUnavailable } from '../rest/errors.ts'
import { isShown, type Body } from './body.ts'
import { layOut, type Layout } from './layout.ts'
import type { Messages } from './messages.ts'
import type { Pacing } from './pacing.ts'
import type { Over, Transcript } from './transcript.ts'

type Options = {
  transcript: Transcript
  messages: Messages
  pacing: Pacing
  settings: DiscordSettings
  notices: Layout['notices']
  clock: Clock
  log: Logger
  metrics: DiscordMetrics
}

/** How often a write is begun anew after all its tries have failed. */
const MAX_FAILURES = 5

/** Brings the messages up to what the transcript says, one request after the other, until it is over and all is shown. */
export const createWriter = (options: Options) => {
  const { transcript, messages, pacing, settings, notices, clock, log, metrics } = options
  const { streaming, max_messages: maxMessages } = settings
  let failures = 0
  let mayAttach = true

  const wanted = () => layOut(transcript, { maxMessages, mayAttach, notices })

  /** The first message that doesn't say what it should. */
  const nextWrite = () => {
    const bodies = wanted()
    const part = bodies.findIndex((body, index) => !isShown(body, messages.shown[index]?.body))
    if (part === -1) return null
    return { part, body: bodies[part]!, growing: part === bodies.length - 1 && !transcript.over }
  }

  const waitFor = ({ part, growing }: { part: number; growing: boolean }) => {
    const method = messages.methodOf(part)
    if (!growing) return pacing.untilAllowed(method)
    const firstWords = part === 0 ? pacing.untilFirstWords(transcript.length, transcript.begunAt) : 0
    return Math.max(firstWords, pacing.untilNextEdit(method))
  }

  const put = async ({ part, body }: { part: number; body: Body }) => {
    const method = messages.methodOf(part)
    const startedAt = clock.monotonic()
    if (transcript.unseenSince !== null)
      metrics.chunkToWrite.observe((startedAt - transcript.unseenSince) / 1000)
    transcript.seen()
    try {
      const written = await messages.write(part, body)
      failures = 0
      if (written.is === 'stopped') {
        if (body.file === null || written.rule !== 'missing_permission') return transcript.stop(written.rule)
        // What was missing may be the permission to attach files alone.
        mayAttach = false
        return
      }
      metrics.written.inc({ by: method })
      pacing.wrote(method, startedAt, written.sent)
    } catch (error) {
      failures += 1
      if (!(error instanceof DiscordUnavailable) || failures > MAX_FAILURES) throw error
      log.warn({ err: error, failures }, 'A part of an answer could not be written; it is tried again.')
      await transcript.pause(backoff(failures, 1000, 15_000), 'over')
    }
  }

  return {
    /** Calls `begun` as the first words go out. */
    async show(begun: () => void): Promise<Over> {
      for (;;) {
        const { over } = transcript
        if (over && saysNoMore(over)) return over
        const next = over || streaming === 'edits' ? nextWrite() : null
        if (next) {
          const wait = waitFor(next)
          if (wait > 0) {
            // Only before the first words does it matter how many have come.
            await transcript.pause(wait, messages.shown.length === 0 ? 'changed' : 'over')
          } else {
            begun()
            await put(next)
          }
        } else if (over) {
          await removeSurplus()
          return over
        } else await transcript.changed()
      }
    },
  }

  async function removeSurplus() {
    const needed = wanted().length
    // Without a word of the new answer, the old one stays.
    if (needed === 0) return
    for (let surplus = messages.shown.length - needed; surplus > 0; surplus -= 1) await messages.removeLast()
  }
}

/** Somebody else speaks, or nobody is there to hear: not even what has been said already is brought up to date. */
const saysNoMore = (over: Over) =>
  over.is === 'stopped' ||
  (over.is === 'rejected' && (over.error instanceof QuestionDeleted || over.error instanceof Superseded))
