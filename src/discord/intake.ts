import {
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  type GatewayMessageCreateDispatchData,
  type GatewayMessageUpdateDispatchData,
} from 'discord-api-types/v10'
import type { Edit, Question } from '../chat/contract.ts'
import { backoff } from '../lib/backoff.ts'
import type { Clock } from '../lib/clock.ts'
import { ChatError } from '../lib/errors.ts'
import { createKeyedQueue } from '../lib/keyed-queue.ts'
import { persevere } from '../lib/persevere.ts'
import type { Logger } from '../telemetry/log.ts'
import type { NewTurn } from '../turns/contract.ts'
import { address, type Addressed } from './addressing.ts'
import { fileOf } from './addressing/file-of.ts'
import type { Dispatcher, Identity } from './gateway/contract.ts'
import type { DiscordMetrics } from './metrics.ts'
import { nowhereElse, type Places } from './places.ts'
import { questionOf, type ScopeSettings } from './questions.ts'

type Options = {
  settings: ScopeSettings
  places: Places
  /** Writes a turn down once. */
  record: (turn: NewTurn) => Promise<'new' | 'known'>
  /** Answers a recorded question in its turn; never rejects. */
  answer: (question: Question) => Promise<void>
  amendQuestion: (id: string, edit: Edit) => Promise<void>
  forgetMessages: (channel: string, ids: readonly string[]) => Promise<void>
  clock: Clock
  log: Logger
  metrics: DiscordMetrics
  /** Ends the waiting for a database that is away. */
  signal: AbortSignal
}

/** From the gateway's events to questions that are recorded: only then does an event count as dealt with. */
export const createIntake = (options: Options): Dispatcher => {
  const { settings, places, record, answer, amendQuestion, forgetMessages, clock, metrics, signal } = options
  const log = options.log.child({ module: 'discord' })
  // One after the other in each channel: questions stay in the order in which they came, and what is edited or deleted
  // right away is recorded by then.
  const inOrder = createKeyedQueue()

  /** Looked up only where a role is named: most messages name none, and there are many. */
  const roleNamedIn = ({ guild_id: guild, content }: Pick<MessageOf, 'guild_id' | 'content'>) =>
    guild !== undefined && content.includes('<@&') ? places.ownRole(guild) : null

  const received = (message: GatewayMessageCreateDispatchData, self: Identity): Promise<void> | null => {
    const addressed = address(message, { ...self, role: roleNamedIn(message) })
    metrics.countMessage(addressed.is === 'ignored' ? addressed.rule : addressed.is)
    const text = textToAnswer(addressed)
    if (text === null) return null
    return inOrder.run(message.channel_id, () => take(message, addressed, text))
  }

  const take = async (message: MessageOf, addressed: Addressed, text: string) => {
    const asking = whereIs(message)
    // Where it stands is looked up beside the recording, which needs no more than whether it's a thread.
    const isThread = places.isThread(message.channel_id, message.channel_type)
    const soFar = isThread === null ? await asking : { ...nowhereElse(message.channel_id), isThread }
    const turn = turnOf(questionOf(settings, message, soFar, addressed, text))
    const [written, where] = await Promise.all([lasting(turn.id, () => record(turn)), asking])
    const question = questionOf(settings, message, where, addressed, text)
    // A RESUME repeats what was pending; but a try that broke off may be the one that wrote the turn down. What
    // can't be recorded can't be answered once.
    if (written?.result === 'new' || (written && written.tried > 1)) void answer(question)
    else log.debug({ turn: turn.id }, 'A message is not taken up.')
  }

  /** Until the database answers; null when it refuses the values themselves, as it then always will. */
  const lasting = async <Result>(turn: string, write: () => Promise<Result>) => {
    let tried = 0
    const again = (error: unknown) => {
      if (!(error instanceof ChatError) || isRefusedValue(error.code)) return null
      log.warn({ turn, tried, reason: error.message }, later)
      return backoff(tried, 250, 5000)
    }
    const attempt = () => {
      tried += 1
      return write()
    }
    try {
      return { result: await persevere(attempt, { again, clock, signal }), tried }
    } catch (error) {
      signal.throwIfAborted()
      log.error({ turn, err: error }, poison)
      return null
    }
  }

  const whereIs = ({ channel_id: id, guild_id, channel_type: type }: MessageOf) =>
    places.whereabouts(id, guild_id ?? null, { id, ...(type !== undefined && { type }) })

  const edited = (message: GatewayMessageUpdateDispatchData, self: Identity): Promise<void> | null => {
    // Discord also updates messages by itself, when it has looked at a link.
    if (!message.edited_timestamp) return null
    const addressed = address(message, { ...self, role: roleNamedIn(message) })
    if (addressed.is !== 'question') return null
    const edit = { text: addressed.text, files: message.attachments.map(fileOf) }
    return inOrder.run(message.channel_id, async () => {
      await lasting(message.id, () => amendQuestion(message.id, edit))
    })
  }

  const deleted = (channel: string, ids: readonly string[]): Promise<void> =>
    inOrder.run(channel, async () => {
      await lasting(ids[0]!, () => forgetMessages(channel, ids))
    })

  return (event: GatewayDispatchPayload, self: Identity) => {
    if (event.t === GatewayDispatchEvents.MessageCreate) return received(event.d, self)
    if (event.t === GatewayDispatchEvents.MessageUpdate) return edited(event.d, self)
    if (event.t === GatewayDispatchEvents.MessageDelete) return deleted(event.d.channel_id, [event.d.id])
    if (event.t === GatewayDispatchEvents.MessageDeleteBulk) return deleted(event.d.channel_id, event.d.ids)
    places.learn(event, self.id)
    return null
  }
}

type MessageOf = GatewayMessageCreateDispatchData

/** A mention without words is a question without text: it gets its hint as any refusal does, once. */
const textToAnswer = (addressed: Addressed) => {
  switch (addressed.is) {
    case 'question':
      return addressed.text
    case 'hint':
      return ''
    case 'withheld':
    case 'ignored':
      return null
  }
}

const turnOf = ({ id, conversation, channel, guild, author }: Question): NewTurn => ({
  id,
  origin: { kind: 'message' },
  conversation,
  channel,
  guild,
  author: author.id,
})

/** SQLSTATE's classes of data exceptions and violated constraints. */
const isRefusedValue = (code: string) => /^2[23]/.test(code)

const poison = 'The database refuses to record this message: it is passed over.'
const later = 'A message could not be recorded: it is tried again until the database answers.'
