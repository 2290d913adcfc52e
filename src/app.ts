import { randomUUID } from 'node:crypto'
import { createAnswerer } from './chat/answerer.ts'
import { createForgetting } from './chat/forget.ts'
import { createPrivacy } from './chat/privacy.ts'
import { createStats, type Stats } from './chat/stats.ts'
import { createTotals } from './chat/totals.ts'
import { createSingleProcessShards } from './cluster/single-process.ts'
import { loadConfiguration } from './config/configuration.ts'
import { createHistory } from './conversations/create-history.ts'
import { messagesRetention, storedHistory } from './conversations/history.ts'
import { createMemoryHistory } from './conversations/memory-history.ts'
import { startCleaner } from './database/cleaner.ts'
import { createCipher, createKeyedHash } from './database/cipher.ts'
import { connectionFrom } from './database/connection.ts'
import { migrate } from './database/migrate.ts'
import { createPatientDatabase } from './database/patient.ts'
import { startDatabase } from './database/start.ts'
import { createCommands } from './discord/commands.ts'
import type { Asking } from './discord/commands/ask-question.ts'
import { createReplyButton } from './discord/components/reply-button.ts'
import { createDispatch } from './discord/dispatch.ts'
import { createInteractions } from './discord/interactions/interactions.ts'
import { createRegistrar } from './discord/interactions/registrar.ts'
import { createFetchFile } from './discord/attachments.ts'
import { startGateway } from './discord/gateway/gateway.ts'
import { createIntake } from './discord/intake.ts'
import { createDiscordMetrics } from './discord/metrics.ts'
import { createPlaces } from './discord/places.ts'
import { createReplies } from './discord/reply/reply.ts'
import { createDiscordRest } from './discord/rest.ts'
import { systemClock, type Clock } from './lib/clock.ts'
import { ChatError } from './lib/errors.ts'
import { createLive, selectLive } from './lib/live.ts'
import { createLimits } from './limits/limits.ts'
import { readUsageTotals, usageRetention } from './limits/usage.ts'
import { startOutgoing } from './network/outgoing.ts'
import { startOps } from './ops/server.ts'
import { setChoices } from './preferences/choices.ts'
import { readStanding } from './preferences/standing.ts'
import { reportProviders } from './providers/health.ts'
import { startRouter } from './providers/router.ts'
import { startShutdownWarnings } from './providers/models/shutdowns.ts'
import { startSandbox } from './start-sandbox.ts'
import { createHealth } from './telemetry/health.ts'
import { createLog } from './telemetry/log.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { intendPart, recordPart, recordTurn, turnsRetention } from './turns/ledger.ts'
import { version } from './version.ts'

export type AppOptions = {
  /** The process' environment. */
  variables: Readonly<Record<string, string | undefined>>
  /** Where .env, the settings and the data are looked for. */
  folder?: string
  /** Ends a start that is under way; an app that has started is disposed. */
  signal: AbortSignal
  clock?: Clock
  /** Where log lines go, if not to stdout. */
  writeLog?: (line: string) => void
}

export type App = AsyncDisposable & {
  readonly operatorUrl: string
  /** Of the sandbox's chat page; null on a real Discord. */
  readonly chatUrl: string | null
}

/** All parts of Parley, constructed and joined here and nowhere else; disposed in the reverse order. */
export const startApp = async (options: AppOptions): Promise<App> => {
  const { variables, folder = process.cwd(), signal, clock = systemClock, writeLog } = options
  await using stack = new AsyncDisposableStack()
  const given = await loadConfiguration(variables, folder)

  const log = createLog(given.settings.current.logging.level, writeLog)
  const metrics = createMetrics()
  const health = createHealth()
  const telemetry = { log, metrics, health }
  stack.use(startOutgoing({ outgoing: given.outgoing, clock, log }))

  let readStats: () => Promise<Stats> = statsBeforeTheDatabase
  const ops = stack.use(
    await startOps({
      port: given.environment.port.number,
      version,
      health,
      metrics,
      clock,
      log,
      defaultPortMoves: !given.environment.port.chosen && given.secrets.discordToken === null,
      stats: () => readStats(),
    }),
  )
  const start = health.register('start', {
    gates: true,
    check: () => ({ status: 'down', reason: 'still starting' }),
  })

  const sandbox = given.secrets.discordToken === null ? await startSandbox(given, ops.url, clock) : null
  if (sandbox) stack.use(sandbox)
  const { environment, settings, secrets, warnings } = sandbox
    ? await loadConfiguration({ ...variables, ...sandbox.variables }, folder)
    : given
  for (const warning of warnings) log.warn(warning)

  const database = stack.use(
    await startDatabase({
      ...telemetry,
      connection: connectionFrom(environment.database),
      dataDir: `${environment.dataDirectory}/postgres`,
      settings: selectLive(settings, ({ database }) => database),
      clock,
      signal,
    }),
  )
  await migrate({ connection: database.connection, log, signal })
  readStats = createStats(database, clock)
  const general = selectLive(settings, ({ general }) => general)
  const retentions = [turnsRetention, messagesRetention(general), usageRetention]
  stack.use(startCleaner({ database, retentions, clock, log }))

  const discordMetrics = createDiscordMetrics(metrics)
  const token = secrets.discordToken ?? ''
  const rest = createDiscordRest({
    apiUrl: environment.discordApiUrl,
    token,
    version,
    clock,
    log,
    metrics: discordMetrics,
  })
  const providers = selectLive(settings, ({ providers }) => providers)
  const models = selectLive(settings, ({ models }) => models)
  const router = stack.use(
    startRouter({
      providers,
      models,
      routing: selectLive(settings, ({ routing }) => routing),
      limits: selectLive(settings, ({ rate_limiting }) => rate_limiting),
      keys: createLive(secrets.keys),
      clock,
      log,
      metrics,
    }),
  )
  stack.use(reportProviders(health, router))
  stack.use(startShutdownWarnings({ providers, models, clock, log }))
  const memory = createMemoryHistory(general, clock)
  const limits = createLimits({
    settings,
    priceBound: () => Math.max(router.priceBound().input, router.priceBound().output),
    metrics,
  })
  const history = createHistory(
    selectLive(general, ({ persist_conversations }) => persist_conversations),
    { stored: storedHistory, memory },
  )

  const replying = new AbortController()
  stack.defer(() => replying.abort())
  const ledger = createPatientDatabase(database, { clock, log, signal: replying.signal })
  const replies = createReplies({
    ledger: {
      intendPart: (turn, part) => intendPart(ledger, turn, part),
      recordPart: (turn, part, message) => recordPart(ledger, turn, part, message),
    },
    settings: selectLive(settings, ({ discord }) => discord),
    providers: () => router.health().flatMap(({ provider, usable }) => (usable ? provider : [])),
    rest,
    clock,
    log,
    metrics: discordMetrics,
    signal: replying.signal,
  })
  const cipher = createCipher([], log)
  const answerer = stack.use(
    createAnswerer({
      database: ledger,
      history,
      router,
      cipher,
      limits,
      moderation: { on: false, check: async () => ({ is: 'fine' }) },
      isOperator: () => false,
      fetchFile: createFetchFile({ apiUrl: environment.discordApiUrl, clock, log }),
      settings,
      instance: randomUUID(),
      clock,
      log,
      metrics,
    }),
  )
  const { amendQuestion, forgetMessages } = createForgetting({ database, history, answerer })

  const recording = new AbortController()
  stack.defer(() => recording.abort())
  const intake = createIntake({
    settings: general,
    places: createPlaces({ rest, clock, log, signal: recording.signal }),
    record: (turn) => recordTurn(database, turn),
    answer: (question) =>
      answerer.answer(
        question,
        replies({ channel: question.channel, message: question.id }),
        replying.signal,
      ),
    amendQuestion,
    forgetMessages,
    clock,
    log,
    metrics: discordMetrics,
    signal: recording.signal,
  })
  const asking: Asking = {
    settings: general,
    record: (turn) => recordTurn(database, turn),
    answer: (question, to) => answerer.answer(question, replies(to), replying.signal),
  }
  const components = [{ prefix: 'answer', ...createReplyButton(asking) }]
  const commands = createCommands({
    ...asking,
    forgetPerson: (author, conversation) => history.forgetPerson(database, author, conversation),
    health: router.health,
    totals: createTotals(database, clock),
    standingOf: ({ author, guild, places }, others = []) =>
      readStanding(database, { person: author.id, guild, places, others }),
    setChoices: (person, choices) => setChoices(database, person, choices),
    getMessage: (channel, message) => rest.getMessage(channel, message, replying.signal),
    personas: settings,
    privacy: createPrivacy({
      database,
      memory,
      answerer,
      settings,
      cipher,
      hash: createKeyedHash(token),
      clock,
    }),
    usageOf: (person) => readUsageTotals(database, person),
    budgetsOf: ({ author, guild, at }) => limits.readBudgets(database, { author: author.id, guild }, at),
    legal: () => settings.current.legal,
    clock,
  })
  const asksOfDiscord = { rest, log, signal: replying.signal }
  stack.use(
    startGateway({
      shards: (wanted) => createSingleProcessShards({ ...wanted, clock }),
      settings: settings.current.discord,
      canBeInvited: sandbox === null,
      rest,
      token,
      dispatch: createDispatch({
        intake,
        interactions: createInteractions({ ...asksOfDiscord, commands, components, clock }),
        registerCommands: createRegistrar({
          ...asksOfDiscord,
          commands: commands.map(({ definition }) => definition),
        }),
      }),
      clock,
      log,
      metrics: discordMetrics,
      health,
    }),
  )
  start[Symbol.dispose]()
  // Whatever is still up while answers are finished, nobody should count on this process any more.
  stack.defer(
    () =>
      void health.register('stop', { gates: true, check: () => ({ status: 'down', reason: 'stopping' }) }),
  )

  const owned = stack.move()
  return {
    operatorUrl: ops.url,
    chatUrl: sandbox?.url ?? null,
    async [Symbol.asyncDispose]() {
      log.info(
        { graceSeconds: settings.current.shutdown.grace },
        'Parley is stopping: answers in flight are finished first.',
      )
      await owned.disposeAsync()
      log.info('Parley has stopped.')
    },
  }
}

const statsBeforeTheDatabase = (): Promise<Stats> =>
  Promise.reject(new ChatError('starting', 'The database is not there yet.'))
