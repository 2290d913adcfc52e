import type { Delivered, FetchFile, OpenReply, Question, Refusal, SaidEvent } from '../src/chat/contract.ts'
import { createAnswerer, type Answerer } from '../src/chat/answerer.ts'
import { settingsSchema, type Settings } from '../src/config/settings.ts'
import { createHistory } from '../src/conversations/create-history.ts'
import { storedHistory } from '../src/conversations/history.ts'
import { createMemoryHistory } from '../src/conversations/memory-history.ts'
import type { History } from '../src/conversations/contract.ts'
import { createCipher } from '../src/database/cipher.ts'
import type { Database } from '../src/database/contract.ts'
import { createLive, selectLive, type LiveSource } from '../src/lib/live.ts'
import { snowflakeAt } from '../src/lib/snowflake.ts'
import type { AnswerEvent, Prompt, Route, Router } from '../src/providers/contract.ts'
import type { Limits } from '../src/limits/contract.ts'
import { createLog } from '../src/telemetry/log.ts'
import { createMetrics, type Metrics } from '../src/telemetry/metrics.ts'
import type { BegunTurn } from '../src/turns/contract.ts'
import { recordTurn } from '../src/turns/ledger.ts'
import { noLimits, noModeration } from './no-limits.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'

export const route: Route = { provider: 'groq', model: 'llama' }
export const billed: AnswerEvent = {
  type: 'attempt',
  attempt: {
    route,
    answeredBy: 'llama',
    failure: null,
    usage: { inputTokens: 10, outputTokens: 5, estimated: false },
    cost: null,
  },
}
export const text = (words: string): AnswerEvent => ({ type: 'text', text: words })
export const end: AnswerEvent = { type: 'end', finish: 'stop', route }

export type Script = (prompt: Prompt, signal: AbortSignal) => AsyncIterable<AnswerEvent>

export const says = (...events: AnswerEvent[]): Script =>
  async function* () {
    yield* events
  }

/** Some words, then nothing more until the signal aborts. */
export const hangs: Script = async function* (_prompt, signal) {
  yield text('Well')
  signal.throwIfAborted()
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

/** What was shown of one answer. */
export type Shown = { turn: BegunTurn; events: SaidEvent[]; refusals: Refusal[] }

export type Stage = {
  answerer: Answerer
  history: History
  clock: FakeClock
  settings: LiveSource<Settings>
  metrics: Metrics
  prompts: Prompt[]
  shown: Shown[]
  lines: string[]
  /** What the router says to each next prompt; the last one stays. */
  scripts: Script[]
  /** Records a question of Ada's, or of whom is said. */
  ask(more?: Partial<Question>): Promise<Question>
  /** Shows everything and calls `onEvent` after each event: what that returns ends it. */
  reply(onEvent?: (event: SaidEvent, shown: Shown) => unknown): OpenReply
}

/** An answerer over a real database, with a router that follows a script and replies that remember. */
export const createStage = (
  database: Database,
  given: object = {},
  instance = 'one',
  fetchFile: FetchFile = async () => 'out_of_reach',
  limits: Partial<Limits> = {},
): Stage => {
  const clock = createFakeClock()
  const settings = createLive(settingsSchema.parse(given))
  const general = selectLive(settings, (all) => all.general)
  const history = createHistory(
    selectLive(general, (section) => section.persist_conversations),
    { stored: storedHistory, memory: createMemoryHistory(general, clock) },
  )
  const metrics = createMetrics({ processMetrics: false })
  const lines: string[] = []
  const prompts: Prompt[] = []
  const shown: Shown[] = []
  const scripts: Script[] = [says(text('Hello!'), billed, end)]
  const router: Router = {
    async *answer({ prompt }, signal) {
      signal.throwIfAborted()
      prompts.push(prompt)
      yield* (scripts.length > 1 ? scripts.shift()! : scripts[0]!)(prompt, signal)
    },
    health: () => [],
    priceBound: () => ({ input: 0, output: 0, outputTokens: 0 }),
  }
  const log = createLog('debug', (line) => lines.push(line))
  const answerer = createAnswerer({
    database,
    history,
    cipher: createCipher({ current: null, older: [] }, log),
    router,
    limits: { ...noLimits, ...limits },
    moderation: noModeration,
    hash: (text) => text,
    isOperator: () => false,
    fetchFile,
    settings,
    instance,
    clock,
    log,
    metrics,
  })
  let asked = 0n
  return {
    answerer,
    history,
    clock,
    settings,
    metrics,
    prompts,
    shown,
    lines,
    scripts,
    async ask(more = {}) {
      const question: Question = {
        id: String(BigInt(snowflakeAt(clock.now())) + asked++ + BigInt(questions++ << 10)),
        channel: '300000000000000001',
        guild: null,
        conversation: 'dm/user:200000000000000001',
        thread: false,
        shared: false,
        author: { id: '200000000000000001', name: 'Ada' },
        text: 'Who are you?',
        quoted: null,
        choices: [],
        payer: '200000000000000001',
        roles: [],
        places: [],
        ageRestricted: false,
        isPrivate: false,
        files: [],
        deferred: false,
        again: null,
        at: clock.now(),
        ...more,
      }
      const { id, conversation, channel, guild, author } = question
      await recordTurn(database, {
        id,
        origin: { kind: 'message' },
        conversation,
        channel,
        guild,
        author: author.id,
      })
      return question
    },
    reply: (onEvent) => (turn) => {
      const answer: Shown = { turn, events: [], refusals: [] }
      shown.push(answer)
      return {
        opensThread: async () => false,
        prepare: (work) => work(),
        async deliver(events): Promise<Delivered> {
          for await (const event of events) {
            answer.events.push(event)
            const stop = await onEvent?.(event, answer)
            if (isDelivered(stop)) return stop
            if (event.type === 'failed') return { ...event, is: 'failed' }
          }
          return { is: 'complete' }
        },
        async refuse(refusal) {
          answer.refusals.push(refusal)
          return { is: 'complete' }
        },
      }
    },
  }
}

// Stages that share a database must not share ids.
let questions = 0

const isDelivered = (value: unknown): value is Delivered =>
  typeof value === 'object' && value !== null && 'is' in value
