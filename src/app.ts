import { randomUUID } from 'node:crypto'
import { createAnswerer } from './chat/answerer.ts'
import { createForgetting } from './chat/forget.ts'
import { createStats, type Stats } from './chat/stats.ts'
import { startBus } from './cluster/bus.ts'
import { followReloads } from './cluster/reload.ts'
import { createSingleProcessShards } from './cluster/single-process.ts'
import { loadConfiguration } from './config/configuration.ts'
import { createSettingsReload } from './config/live-settings.ts'
import { createHistory } from './conversations/create-history.ts'
import { createStoredHistory } from './conversations/history.ts'
import { createMemoryHistory } from './conversations/memory-history.ts'
import { createCipher, createKeyedHash } from './database/cipher.ts'
import { startCleaner } from './database/cleaner.ts'
import { connectionFrom } from './database/connection.ts'
import { migrate } from './database/migrate.ts'
import { createPatientDatabase } from './database/patient.ts'
import { startDatabase } from './database/start.ts'
import { createFetchFile } from './discord/attachments.ts'
import type { Asking } from './discord/commands/ask-question.ts'
import { createDispatch } from './discord/dispatch.ts'
import { startGateway } from './discord/gateway/gateway.ts'
import { createGuildWatch } from './discord/guilds/guild-watch.ts'
import { createIntake } from './discord/intake.ts'
import { createInteractions } from './discord/interactions/interactions.ts'
import { createRegistrar } from './discord/interactions/registrar.ts'
import { createDiscordMetrics } from './discord/metrics.ts'
import { createOperators } from './discord/operators.ts'
import { createPlaces } from './discord/places.ts'
import { createReplies } from './discord/reply/reply.ts'
import { threadNameOf } from './discord/reply/thread-name.ts'
import { createDiscordRest } from './discord/rest.ts'
import { joinCommands } from './join-commands.ts'
import { joinProviders } from './join-providers.ts'
import { systemClock, type Clock } from './lib/clock.ts'
import { ChatError } from './lib/errors.ts'
import { selectLive } from './lib/live.ts'
import { allowsGuild } from './limits/access.ts'
import { startOutgoing } from './network/outgoing.ts'
import { startOps } from './ops/server.ts'
import { createPresence } from './preferences/presence.ts'
import { retentionsOf } from './retentions.ts'
import { startSandbox } from './start-sandbox.ts'
import { followLevel } from './telemetry/follow-level.ts'
import { createHealth } from './telemetry/health.ts'
import { createLog } from './telemetry/log.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { intendPart, recordPart, recordTurn } from './turns/ledger.ts'
import { version } from './version.ts'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'

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
      dataDir: join(resolve(folder, environment.dataDirectory), 'postgres'),
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
  const { router, limits, moderation } = joinProviders(stack, {
    settings,
    keysOf,
    health,
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
  const { commands, components } = joinCommands({
    ...asksOfDiscord,
    database,
    cleaning,
    bus,
    settings,
    settingsReload,
    router,
    limits,
    cipher,
    hash,
    memory,
    history,
    answerer,
    replies,
    places,
    operators,
    record,
    health,
    clock,
  })
  const guilds = createGuildWatch({
    ...asksOfDiscord,
    presence: createPresence(database),
    mayStay: (guild) => allowsGuild(settings.current.access, guild),
    settings: selectLive(settings, ({ access }) => access),
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
