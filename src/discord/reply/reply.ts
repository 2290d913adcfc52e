import type { Delivered, OpenReply } from '../../chat/contract.ts'
import type { DiscordSettings } from '../../config/settings.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Live } from '../../lib/live.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { DiscordMetrics } from '../metrics.ts'
import { sayNotice } from '../phrases/en.ts'
import type { DiscordRest, Interacting } from '../rest.ts'
import { createButtons, noButtons } from './buttons.ts'
import { createInteractionMessages } from './interaction-messages.ts'
import { createMessages, type PartsLedger } from './messages.ts'
import { createPacing } from './pacing.ts'
import { createPlace, type Target } from './place.ts'
import { showRefusal } from './refuse.ts'
import { readAnswer, type Over } from './transcript.ts'
import { createTyping, type Typing } from './typing.ts'
import { createWriter } from './writer.ts'

/** What a reply asks of Discord. */
export type ReplyRest = Pick<
  DiscordRest,
  | 'postMessage'
  | 'editMessage'
  | 'deleteMessage'
  | 'showTyping'
  | 'startThread'
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
    const log = options.log.child({ module: 'discord', turn: turn.id })
    const withReply = 'interaction' in to
    const buttons = settings.buttons ? createButtons({ turn: turn.id, providers, withReply }) : noButtons
    const common = { rest, ledger, turn, buttons, signal }

    const open = () => {
      if ('interaction' in to)
        return {
          messages: createInteractionMessages({ ...common, ...to }),
          type: isThinking,
          opensThread: async () => false,
        }
      const place = createPlace({ rest, target: to, log, signal })
      return {
        messages: createMessages({ ...common, place, pingAuthor: settings.ping_author }),
        type: createTyping({ rest, place, clock, signal }),
        opensThread: async () => (to.thread ? (await place()).channel !== to.channel : false),
      }
    }
    const { messages, type, opensThread } = open()

    const stopped = (delivered: Extract<Delivered, { is: 'stopped' }>) => {
      log.info({ rule: delivered.rule }, stops[delivered.rule])
      return delivered
    }

    return {
      opensThread,
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
          const over = await writer.show(() => typing[Symbol.dispose]())
          return over.is === 'stopped' ? stopped(over) : outcome(over)
        } finally {
          // Whatever went wrong, the provider isn't asked for more.
          transcript.close()
        }
      },
      async refuse(refusal, where = 'below') {
        const written = await showRefusal(messages, refusal, where)
        return written.is === 'stopped' ? stopped(written) : { is: 'complete' }
      },
    }
  }

/** Whoever waits for a deferred answer is shown already that the bot is thinking. */
const isThinking: Typing = () => ({ [Symbol.dispose]: () => {} })

/** Who may not write here reads so as soon as there is something to write. */
const foundLater = () => {}

const outcome = (over: Exclude<Over, { is: 'stopped' }>): Delivered => {
  if (over.is === 'rejected') throw over.error
  return over
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
