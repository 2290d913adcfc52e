import { createCipher } from '../src/database/cipher.ts'
import { noLimits, noModeration } from './no-limits.ts'
import { createAnswerer } from '../src/chat/answerer.ts'
import { createForgetting } from '../src/chat/forget.ts'
import { createSingleProcessShards } from '../src/cluster/single-process.ts'
import { settingsSchema } from '../src/config/settings.ts'
import { createHistory } from '../src/conversations/create-history.ts'
import { storedHistory } from '../src/conversations/history.ts'
import { createMemoryHistory } from '../src/conversations/memory-history.ts'
import { createFetchFile } from '../src/discord/attachments.ts'
import { startGateway } from '../src/discord/gateway/gateway.ts'
import { createIntake } from '../src/discord/intake.ts'
import { createDiscordMetrics } from '../src/discord/metrics.ts'
import { createPlaces } from '../src/discord/places.ts'
import { createReplies } from '../src/discord/reply/reply.ts'
import { createDiscordRest } from '../src/discord/rest.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createLive, selectLive } from '../src/lib/live.ts'
import type { Prompt, Router } from '../src/providers/contract.ts'
import { startFakeDiscord, type FakeDiscord } from '../src/sandbox/fake-discord.ts'
import type { Settings as FakeSettings } from '../src/sandbox/world/settings.ts'
import { createHealth } from '../src/telemetry/health.ts'
import { createLog } from '../src/telemetry/log.ts'
import { createMetrics } from '../src/telemetry/metrics.ts'
import { intendPart, recordPart, recordTurn } from '../src/turns/ledger.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export type ShownMessage = {
  id: string
  author: { id: string }
  content: string
  flags?: number
  mentions: { id: string }[]
  mention_everyone: boolean
  message_reference?: { message_id: string }
  edit_count: number
}

export type DiscordBot = AsyncDisposable & {
  readonly discord: FakeDiscord
  readonly database: TestDatabase['database']
  readonly prompts: Prompt[]
  readonly lines: string[]
  /** What the router does for each question. */
  answerWith(answer: Router['answer']): void
  /** Somebody writes. */
  say(channel: string, content: string, more?: Record<string, unknown>): Promise<ShownMessage>
  control<Result>(method: string, path: string, body?: unknown): Promise<Result>
  shown(channel: string): Promise<ShownMessage[]>
  /** What the bot wrote there. */
  answers(channel: string): Promise<ShownMessage[]>
}

/** Parley's Discord side, with a real database and a fake Discord; only the router is a script. */
export const startDiscordBot = async (
  given: Record<string, unknown> = {},
  fake: Partial<FakeSettings> = {},
): Promise<DiscordBot> => {
  await using stack = new AsyncDisposableStack()
  const clock = systemClock
  const discord = stack.use(
    await startFakeDiscord({ port: { port: 0, orNext: false }, clock, settings: fake }),
  )
  const { database } = stack.use(await createTestDatabase())
  const lines: string[] = []
  const prompts: Prompt[] = []
  const log = createLog('debug', (line) => lines.push(line))
  const registry = createMetrics({ processMetrics: false })
  const metrics = createDiscordMetrics(registry)
  const health = createHealth()
  const settings = createLive(settingsSchema.parse(given))
  const general = selectLive(settings, (all) => all.general)
  const history = createHistory(
    selectLive(general, (section) => section.persist_conversations),
    { stored: storedHistory, memory: createMemoryHistory(general, clock) },
  )
  let answerWith: Router['answer'] = silent
  const router: Router = {
    answer(ask, signal) {
      prompts.push(ask.prompt)
      return answerWith(ask, signal)
    },
    health: () => [],
    priceBound: () => ({ input: 0, output: 0, outputTokens: 0 }),
  }
  const stopping = new AbortController()
  stack.defer(() => stopping.abort())
  const { signal } = stopping
  const rest = createDiscordRest({ ...discord, version: '0', clock, log, metrics })
  const replies = createReplies({
    rest,
    ledger: {
      intendPart: (turn, part) => intendPart(database, turn, part),
      recordPart: (turn, part, message) => recordPart(database, turn, part, message),
    },
    settings: selectLive(settings, (all) => all.discord),
    providers: () => [],
    clock,
    log,
    metrics,
    signal,
  })
  const answerer = stack.use(
    createAnswerer({
      database,
      history,
      router,
      cipher: createCipher({ current: null, older: [] }, log),
      limits: noLimits,
      moderation: noModeration,
      hash: (text) => text,
      isOperator: () => false,
      fetchFile: createFetchFile({ apiUrl: discord.apiUrl, clock, log }),
      settings,
      instance: 'one',
      clock,
      log,
      metrics: registry,
    }),
  )
  const dispatch = createIntake({
    settings: general,
    places: createPlaces({ rest, clock, log, signal }),
    record: (turn) => recordTurn(database, turn),
    answer: (question) =>
      answerer.answer(question, replies({ channel: question.channel, message: question.id }), signal),
    ...createForgetting({ database, history, answerer, moderation: noModeration }),
    clock,
    log,
    metrics,
    signal,
  })
  stack.use(
    startGateway({
      rest,
      canBeInvited: true,
      token: discord.token,
      settings: settings.current.discord,
      shards: (wanted) => createSingleProcessShards({ ...wanted, clock }),
      dispatch,
      clock,
      log,
      metrics,
      health,
    }),
  )
  while ((await health.read())['gateway']?.status !== 'up') await clock.sleep(10)

  const control = async <Result>(method: string, path: string, body?: unknown): Promise<Result> => {
    const response = await fetch(`${discord.url}/sandbox${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    const result: Result = JSON.parse((await response.text()) || 'null')
    return result
  }
  const shown = (channel: string) =>
    control<ShownMessage[]>('GET', `/channels/${encodeURIComponent(channel)}/messages`)
  const owned = stack.move()
  return {
    discord,
    database,
    prompts,
    lines,
    answerWith: (answer) => void (answerWith = answer),
    say: (channel, content, more = {}) =>
      control<ShownMessage>('POST', '/messages', { channel, author: 'Ada', content, ...more }),
    control,
    shown,
    answers: async (channel) => (await shown(channel)).filter(({ author }) => author.id === discord.botId),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const silent: Router['answer'] = async function* () {}
