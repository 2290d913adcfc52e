import type { Delivered, OpenReply, Refusal } from '../../chat/contract.ts'
import { askingAgainHelps } from '../../chat/refusal.ts'
import type { DiscordSettings } from '../../config/settings.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Live } from '../../lib/live.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { DiscordMetrics } from '../metrics.ts'
import { sayNotice, sayRefusal } from '../phrases/en.ts'
import type { DiscordRest, Interacting } from '../rest.ts'
import { MESSAGE_LIMIT } from '../splitter.ts'
import type { Body } from './body.ts'
import { createButtons, noButtons } from './buttons.ts'
import { createInteractionMessages } from './interaction-messages.ts'
import { createMessages, type Messages, type PartsLedger, type Target } from './messages.ts'
import { smallPrint } from './layout.ts'
import { createPacing } from './pacing.ts'
import { readAnswer, type Over } from './transcript.ts'
import type { StopRule } from './stop-rule.ts'
import { startTyping } from './typing.ts'
import { createWriter } from './writer.ts'

/** What a reply asks of Discord. */
export type ReplyRest = Pick<
  DiscordRest,
  | 'postMessage'
  | 'editMessage'
  | 'deleteMessage'
  | 'showTyping'
  | 'followUp'
  | 'editResponse'
  | 'deleteResponse'
>

type Options = {
  rest: ReplyRest
  ledger: PartsLedger
  settings: Live<DiscordSettings>
  /** Those that people may choose, by name. */
  providers: () => readonly string[]
  clock: Clock
  log: Logger
  metrics: DiscordMetrics
  /** Ends all requests. */
  signal: AbortSignal
}

/** What is replied to: a message, or an interaction that was deferred. */
export type ReplyTo = Target | { interaction: Interacting; isPrivate: boolean }

/** Opens the reply to a question: a chain of messages that grow while the answer is written. */
export const createReplies =
  ({ rest, ledger, settings: live, providers, clock, metrics, signal, ...options }: Options) =>
  (to: ReplyTo): OpenReply =>
  (turn) => {
    const settings = live.current
    const { ping_author: pingAuthor } = settings
    const log = options.log.child({ module: 'discord', turn: turn.id })
    const buttons = settings.buttons
      ? createButtons({ turn: turn.id, providers, withReply: 'interaction' in to })
      : noButtons
    const messages =
      'interaction' in to
        ? createInteractionMessages({ rest, ledger, turn, ...to, buttons, signal })
        : createMessages({ rest, ledger, turn, target: to, pingAuthor, buttons, signal })

    // Whoever waits for a deferred answer is shown already that the bot is thinking.
    const type = (stop: (rule: StopRule) => void) =>
      'interaction' in to ? null : startTyping({ rest, channel: to.channel, clock, signal, stop })

    const stopped = (delivered: Extract<Delivered, { is: 'stopped' }>) => {
      log.info({ rule: delivered.rule }, stops[delivered.rule])
      return delivered
    }

    return {
      async prepare(work) {
        using _typing = type(foundLater)
        return await work()
      },
      async deliver(answer, notices = () => []) {
        const transcript = readAnswer(answer, clock)
        messages.intend(0)
        const pacing = createPacing(clock)
        using typing = type(transcript.stop)
        const writer = createWriter({
          transcript,
          messages,
          pacing,
          settings,
          notices: once(() => notices().map(sayNotice)),
          clock,
          log,
          metrics,
        })
        try {
          const over = await writer.show(() => typing?.[Symbol.dispose]())
          return over.is === 'stopped' ? stopped(over) : outcome(over)
        } finally {
          // Whatever went wrong, the provider isn't asked for more.
          transcript.close()
        }
      },
      async refuse(refusal, where = 'below') {
        const written = await (where === 'below' ? addBelow : putInstead)(messages, bodyOf(refusal))
        return written.is === 'stopped' ? stopped(written) : { is: 'complete' }
      },
    }
  }

/** Who may not write here reads so as soon as there is something to write. */
const foundLater = () => {}

const outcome = (over: Exclude<Over, { is: 'stopped' }>): Delivered => {
  if (over.is === 'rejected') throw over.error
  return over
}

const bodyOf = (refusal: Refusal): Body => ({
  content: sayRefusal(refusal),
  controls: canBeAskedAgain(refusal) ? 'again' : 'none',
  file: null,
})

/** Whoever stopped an answer may want another one. */
const canBeAskedAgain = ({ code }: Refusal) => askingAgainHelps[code] || code === 'stopped'

/** What is shown stays, and the sentence stands below it in small letters. */
const addBelow = async (messages: Messages, sentence: Body) => {
  const last = messages.shown.at(-1)
  const small = smallPrint([sentence.content])
  if (last?.body && last.body.content.length + small.length <= MESSAGE_LIMIT) {
    const body = { ...last.body, content: last.body.content + small, controls: sentence.controls }
    return messages.write(messages.shown.length - 1, body)
  }
  await messages.dropControls()
  return messages.post('r', last?.body ? { ...sentence, content: small.trim() } : sentence)
}

/** What is shown goes. */
const putInstead = async (messages: Messages, sentence: Body) => {
  if (messages.shown.length === 0) return messages.post('r', sentence)
  const written = await messages.write(0, sentence)
  if (written.is === 'written') while (messages.shown.length > 1) await messages.removeLast()
  return written
}

const once = <Result>(make: () => Result) => {
  let made: { result: Result } | null = null
  return () => (made ??= { result: make() }).result
}

const stops = {
  question_deleted: 'The question or a part of its answer was deleted: nothing more is said.',
  missing_permission:
    'The bot may not write in this channel: it needs View Channel, Send Messages (in threads: Send Messages in Threads) and Read Message History.',
  superseded: 'Somebody else answers this question: nothing more is said.',
}
