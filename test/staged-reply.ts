import type { Notice, OpenReply } from '../src/chat/contract.ts'
import { settingsSchema } from '../src/config/settings.ts'
import { createDiscordMetrics } from '../src/discord/metrics.ts'
import { createReplies, type ReplyRest, type ReplyTo } from '../src/discord/reply/reply.ts'
import type { FollowUp, MessageEdit, NewMessage, Sent } from '../src/discord/rest.ts'
import { createLive } from '../src/lib/live.ts'
import type { AnswerEvent } from '../src/providers/contract.ts'
import { createLog } from '../src/telemetry/log.ts'
import { createMetrics } from '../src/telemetry/metrics.ts'
import { createFakeClock } from './fake-clock.ts'

export const question = '300000000000000001'
export const channel = '400000000000000001'

type Kind = 'type' | 'post' | 'edit' | 'delete' | 'thread'
type Body = Partial<NewMessage> | (MessageEdit & { nonce?: never }) | (FollowUp & { nonce?: never })
type Deed = { kind: Kind; at: number; where: string; message: string; content: string; body: Body }
/** A message as people see it. */
type Seen = { content: string; buttons: string[]; file: string | null }

type Stage = {
  parts?: (string | null)[]
  to?: ReplyTo
  providers?: string[]
}

/** A reply to one question, at a Discord that does what it's told to, with time standing still. */
export const stageReply = (
  discord: Record<string, unknown> = {},
  { parts = [], to = { channel, message: question }, providers = [] }: Stage = {},
) => {
  const clock = createFakeClock()
  const deeds: Deed[] = []
  const ledger: string[] = []
  const lines: string[] = []
  const intents: Promise<boolean>[] = []
  const records: Promise<boolean>[] = []
  const fail: Partial<Record<Kind, Error>> = {}
  const refuseWhere: { test: (body: Body, where: string) => Error | null } = { test: () => null }
  const holds: Partial<Record<Kind, Promise<void>>> = {}
  const sent = { waitMs: 0, refused: false }
  const seen = new Map<string, Seen>()
  let posted = 0

  const act = async (kind: Kind, where: string, message: string, body: Body = {}): Promise<Sent> => {
    deeds.push({ kind, at: clock.monotonic(), where, message, content: body.content ?? '', body })
    await holds[kind]
    const error = fail[kind] ?? refuseWhere.test(body, where)
    if (error) throw error
    if (kind === 'delete') seen.delete(message)
    else if (kind === 'post' || kind === 'edit') seen.set(message, seenAfter(body, seen.get(message)))
    return { id: message, ...sent }
  }
  const rest: ReplyRest = {
    postMessage: (where, body) => act('post', where, `m${posted++}`, body),
    editMessage: (where, message, body) => act('edit', where, message, body),
    deleteMessage: async (where, message) => void (await act('delete', where, message)),
    async startThread(where, message, name) {
      await act('thread', where, message, { content: name })
      return { id: `thread of ${message}` }
    },
    showTyping: async (where) => void (await act('type', where, '')),
    followUp: (_, body) => act('post', '', `m${posted++}`, body),
    editResponse: (_, message, body) =>
      act('edit', '', message === '@original' ? 'm-original' : message, body),
    deleteResponse: async (_, message) => void (await act('delete', '', message)),
  }
  const answer = scriptedAnswer()
  const replies = createReplies({
    rest,
    ledger: {
      intendPart(_, part) {
        ledger.push(`intend ${part}`)
        return intents.shift() ?? Promise.resolve(true)
      },
      recordPart(_, part, message) {
        ledger.push(`record ${part} ${message}`)
        return records.shift() ?? Promise.resolve(true)
      },
    },
    settings: createLive(settingsSchema.parse({ discord }).discord),
    providers: () => providers,
    clock,
    log: createLog('info', (line) => lines.push(line)),
    metrics: createDiscordMetrics(createMetrics({ processMetrics: false })),
    signal: new AbortController().signal,
  })
  const open: OpenReply = replies(to)
  const reply = open({ id: question, attempt: 1, parts })
  return {
    clock,
    answer,
    reply,
    ledger,
    lines,
    intents,
    records,
    fail,
    refuseWhere,
    sent,
    deliver: (...notices: Notice[]) => reply.deliver(answer.stream, () => notices),
    did: (kind: Kind) => deeds.filter((deed) => deed.kind === kind),
    shown: () => [...seen.values()].map(({ content }) => content),
    seen: () => [...seen.values()],
    hold: (kind: Kind) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      holds[kind] = promise
      return resolve
    },
  }
}

/** An edit leaves alone what it doesn't name. */
const seenAfter = ({ content, components, attachments, files }: Body, before: Seen | undefined): Seen => ({
  content: content ?? before?.content ?? '',
  buttons: components ? idsIn(components) : (before?.buttons ?? []),
  file: attachments ? String(files?.[0]?.data ?? '') || null : (before?.file ?? null),
})

/** What their ids begin with. */
const idsIn = (components: readonly object[]): string[] =>
  [...JSON.stringify(components).matchAll(/"custom_id":"([^"]*):\d+"/g)].map(([, id]) => id!)

const scriptedAnswer = () => {
  let wake = Promise.withResolvers<void>()
  const queue: AnswerEvent[] = []
  const tell = () => {
    wake.resolve()
    wake = Promise.withResolvers()
  }
  const script = {
    returned: false,
    broken: null as Error | null,
    events: { push: (event: AnswerEvent) => (queue.push(event), tell()) },
    say: (text: string) => script.events.push({ type: 'text', text }),
    end: () => script.events.push({ type: 'end', finish: 'stop', route: { provider: 'p', model: 'm' } }),
    fail() {
      const failure = {
        kind: 'unavailable',
        route: null,
        status: null,
        retryAfterMs: null,
        detail: '',
      } as const
      script.events.push({ type: 'failed', failure, retryAfterMs: null })
    },
    break(error: Error) {
      script.broken = error
      tell()
    },
    stream: {
      [Symbol.asyncIterator]: () => ({
        async next(): Promise<IteratorResult<AnswerEvent>> {
          while (queue.length === 0 && !script.broken) await wake.promise
          const value = queue.shift()
          if (!value) throw script.broken
          return { done: false, value }
        },
        async return(): Promise<IteratorResult<AnswerEvent>> {
          script.returned = true
          return { done: true, value: undefined }
        },
      }),
    } satisfies AsyncIterable<AnswerEvent>,
  }
  return script
}
