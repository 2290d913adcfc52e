import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { createAdministration } from './chat/admin/administration.ts'
import { createStatus } from './chat/admin/status.ts'
import { createAnswerer } from './chat/answerer.ts'
import { createForgetting } from './chat/forget.ts'
import { managersPersonas } from './chat/personas/choose.ts'
import { everyChoice } from './chat/personas/persona.ts'
import { createPrivacy } from './chat/privacy.ts'
import { createReportAnswer } from './chat/report-answer.ts'
import { createStats, type Stats } from './chat/stats.ts'
import { createTotals } from './chat/totals.ts'
import { startBus } from './cluster/bus.ts'
import { nameInstances } from './cluster/notices.ts'
import { followReloads, reloadEverywhere } from './cluster/reload.ts'
import { createSingleProcessShards } from './cluster/single-process.ts'
import { loadConfiguration } from './config/configuration.ts'
import { createSettingsReload } from './config/live-settings.ts'
import { createHistory } from './conversations/create-history.ts'
import { createStoredHistory } from './conversations/history.ts'
import { createMemoryHistory } from './conversations/memory-history.ts'
import { createCipher, createKeyedHash } from './database/cipher.ts'
import { cleanAll, startCleaner } from './database/cleaner.ts'
import { connectionFrom } from './database/connection.ts'
import { migrate } from './database/migrate.ts'
import { createPatientDatabase } from './database/patient.ts'
import { startDatabase } from './database/start.ts'
import { createFetchFile } from './discord/attachments.ts'
import { createCommands } from './discord/commands.ts'
import { createPermit } from './discord/commands/access.ts'
import type { Asking } from './discord/commands/ask-question.ts'
import { createAnswerButtons } from './discord/components/answer-buttons.ts'
import { createReplyButton } from './discord/components/reply-button.ts'
import { createStandingOf } from './discord/commands/standing.ts'
import { createDispatch } from './discord/dispatch.ts'
import { startGateway } from './discord/gateway/gateway.ts'
import { createGuildWatch } from './discord/guilds/guild-watch.ts'
import { createIntake } from './discord/intake.ts'
import { createInteractions } from './discord/interactions/interactions.ts'
import { createRegistrar } from './discord/interactions/registrar.ts'
import { createDiscordMetrics } from './discord/metrics.ts'
import { createOperators } from './discord/operators.ts'
import { createPlaces } from './discord/places.ts'
import { createReadBack } from './discord/read-back.ts'
import { createReplies } from './discord/reply/reply.ts'
import { threadNameOf } from './discord/reply/thread-name.ts'
import { whispering } from './discord/reply/whisper.ts'
import { createDiscordRest } from './discord/rest.ts'
import { systemClock, type Clock } from './lib/clock.ts'
import { ChatError } from './lib/errors.ts'
import { selectLive } from './lib/live.ts'
import { allowsGuild } from './limits/access.ts'
import { createLimits } from './limits/limits.ts'
import { resetPerson as resetLimits } from './limits/reset.ts'
import { readUsageTotals } from './limits/usage.ts'
import { createModeration } from './moderation/moderation.ts'
import { startOutgoing } from './network/outgoing.ts'
import { startOps } from './ops/server.ts'
import { setChoices } from './preferences/choices.ts'
import { createPresence } from './preferences/presence.ts'
import { readStanding } from './preferences/standing.ts'
import { reportProviders } from './providers/health.ts'
import { startShutdownWarnings } from './providers/models/shutdowns.ts'
import { startRouter } from './providers/router.ts'
import { retentionsOf } from './retentions.ts'
import { startSandbox } from './start-sandbox.ts'
import { createHealth } from './telemetry/health.ts'
import { followLevel } from './telemetry/follow-level.ts'
import { createLog } from './telemetry/log.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { intendPart, readTurn, recordPart, recordTurn } from './turns/ledger.ts'
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
  const { environment, settings, secrets, warnings, readSettings, keysOf } = sandbox
    ? await loadConfiguration({ ...variables, ...sandbox.variables }, folder)
    : given
  for (const warning of warnings) log.warn(warning)
  stack.use(
    followLevel(
      log,
      selectLive(settings, ({ logging }) => logging.level),
    ),
  )

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
  const instance = { id: randomUUID(), name: hostname() }
  const bus = stack.use(startBus({ database, instance, clock, log }))
  const settingsReload = createSettingsReload({ settings, read: readSettings, clock })
  stack.use(followReloads(bus, settingsReload.reload))
  readStats = createStats(database, clock)
  const general = selectLive(settings, ({ general }) => general)
  const cleaning = { database, retentions: retentionsOf(general), clock, log }
  stack.use(startCleaner(cleaning))

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
  const keys = selectLive(settings, keysOf)
  const router = stack.use(
    startRouter({
      providers,
      models,
      routing: selectLive(settings, ({ routing }) => routing),
      limits: selectLive(settings, ({ rate_limiting }) => rate_limiting),
      keys,
      clock,
      log,
      metrics,
    }),
  )
  stack.use(reportProviders(health, router))
  stack.use(startShutdownWarnings({ providers, models, clock, log }))
  const limits = createLimits({
    settings,
    priceBound() {
      const { input, output } = router.priceBound(everyChoice(settings.current))
      return Math.max(input, output)
    },
    metrics,
  })
  const moderation = createModeration({
    settings: selectLive(settings, ({ moderation }) => moderation),
    key: () => keys.current.get('openai')?.[0]?.value ?? null,
    baseUrl: () => providers.current.openai.base_url ?? null,
    clock,
    log,
    metrics,
  })
  const cipher = createCipher(secrets.encryption, log)
  const hash = createKeyedHash(secrets.encryption.current?.bytes ?? token)
  const memory = createMemoryHistory(general, clock)
  const history = createHistory(
    selectLive(general, ({ persist_conversations }) => persist_conversations),
    { stored: createStoredHistory(cipher), memory },
  )

  const replying = new AbortController()
  stack.defer(() => replying.abort())
  const asksOfDiscord = { rest, log, signal: replying.signal }
  const operators = createOperators({
    ...asksOfDiscord,
    named: selectLive(general, ({ operators }) => operators),
    clock,
  })
  const ledger = createPatientDatabase(database, { clock, log, signal: replying.signal })
  const replies = createReplies({
    ...asksOfDiscord,
    ledger: {
      intendPart: (turn, part) => intendPart(ledger, turn, part),
      recordPart: (turn, part, message) => recordPart(ledger, turn, part, message),
    },
    settings: selectLive(settings, ({ discord }) => discord),
    providers: () => router.health().flatMap(({ provider, usable }) => (usable ? provider : [])),
    clock,
    metrics: discordMetrics,
  })
  const answerer = stack.use(
    createAnswerer({
      database: ledger,
      history,
      cipher,
      router,
      limits,
      moderation,
      hash,
      isOperator: operators.isOperator,
      fetchFile: createFetchFile({ apiUrl: environment.discordApiUrl, clock, log }),
      settings,
      instance: instance.id,
      clock,
      log,
      metrics,
    }),
  )
  const { amendQuestion, forgetMessages } = createForgetting({ database, history, answerer, moderation })

  const recording = new AbortController()
  stack.defer(() => recording.abort())
  const record: Asking['record'] = (turn) => recordTurn(database, turn, cipher)
  const places = createPlaces({ ...asksOfDiscord, clock })
  const intake = createIntake({
    settings: general,
    places,
    record,
    answer: (question) =>
      answerer.answer(
        question,
        (turn, { inThread } = { inThread: false }) =>
          replies({
            channel: question.channel,
            message: question.id,
            thread: inThread ? { name: threadNameOf(question) } : null,
          })(turn),
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
    places,
    record,
    answer: (question, to) => answerer.answer(question, replies(to), replying.signal),
  }
  const findTurn = (id: string) => readTurn(database, id, cipher)
  const buttons = createAnswerButtons({
    findTurn,
    readBack: createReadBack({ ...asksOfDiscord, findTurn, places, settings: general }),
    record,
    answer(question, to) {
      const open = replies(to)
      const heard = 'whisper' in to ? whispering(open, { ...asksOfDiscord, interaction: to.whisper }) : open
      return answerer.answer(question, heard, replying.signal)
    },
    stop: answerer.stop,
  })
  const replyButton = createReplyButton(asking)
  const components = [
    { prefix: 'answer', press: { ...buttons.press, ...replyButton.press }, submit: replyButton.submit },
  ]
  const personas = () => managersPersonas(settings.current).map(({ name }) => name)
  const administration = createAdministration({
    database,
    history,
    resetLimits,
    cleanAll: () => cleanAll(cleaning, replying.signal),
    reload: () => reloadEverywhere(bus, replying.signal),
    status: createStatus({
      database,
      version,
      health,
      router,
      settings: settingsReload,
      instances: async () => nameInstances(await bus.instances()),
      limits,
      clock,
    }),
    log,
  })
  const commands = createCommands({
    ...asking,
    admin: {
      administration,
      permit: createPermit(operators.isOperator, log),
      isOperator: operators.isOperator,
      personas,
    },
    reportAnswer: createReportAnswer({ database, log }),
    forgetPerson: (author, conversation) => history.forgetPerson(database, author, conversation),
    health: router.health,
    totals: createTotals(database, clock),
    standingOf: createStandingOf(places, (whereabouts) => readStanding(database, whereabouts)),
    setChoices: (person, choices) => setChoices(database, person, choices),
    getMessage: (channel, message) => rest.getMessage(channel, message, replying.signal),
    personas: settings,
    usageOf: (person) => readUsageTotals(database, person),
    budgetsOf: ({ author, guild, at }) => limits.readBudgets(database, { author: author.id, guild }, at),
    privacy: createPrivacy({ database, memory, answerer, settings, cipher, hash, clock }),
    legal: () => settings.current.legal,
    clock,
  })
  const guilds = createGuildWatch({
    ...asksOfDiscord,
    presence: createPresence(database),
    mayStay: (guild) => allowsGuild(settings.current.access, guild),
    settings,
    clock,
  })
  stack.use(
    startGateway({
      shards: (wanted) => createSingleProcessShards({ ...wanted, clock }),
      settings: settings.current.discord,
      canBeInvited: sandbox === null,
      rest,
      token,
      dispatch: createDispatch({
        intake,
        guilds,
        interactions: createInteractions({ ...asksOfDiscord, commands, components, clock }),
        registerCommands: createRegistrar({
          ...asksOfDiscord,
          commands: commands.map(({ definition }) => definition),
        }),
        readOperators: operators.read,
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
