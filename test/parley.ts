import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApp, type App } from '../src/app.ts'
import { systemClock, type Clock } from '../src/lib/clock.ts'
import { startFakeDiscord, type FakeDiscord, type FakeDiscordOptions } from '../src/sandbox/fake-discord.ts'
import type { PracticeOptions } from '../src/sandbox/practice/practice-provider.ts'
import type { ProviderName } from '../src/sandbox/practice/question.ts'
import { startPracticeProvider, type RunningPracticeProvider } from '../src/sandbox/practice/server.ts'
import type { ObservedRequest } from '../src/sandbox/rest/observe.ts'
import type { Turn } from '../src/turns/states.ts'
import { markIntroduced } from '../src/preferences/choices.ts'
import { readTurn } from '../src/turns/ledger.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { expectInOrder, type LogLine } from './invariants.ts'
import { createPeople, type People, type Shown, type Where } from './people.ts'
import { createWatch, type Watch } from './watch.ts'

export type ParleyOptions = {
  /** As in parley.yaml. */
  settings?: object
  variables?: Record<string, string>
  /** Those that have a key, and are the practice provider; all three if it's left out. */
  providers?: readonly ProviderName[]
  pace?: PracticeOptions['pace']
  discord?: Pick<FakeDiscordOptions, 'strict' | 'settings' | 'routers'>
  /** Where the bot's clock is to be another one than the system's; the fake Discord goes by it as well. */
  clock?: Clock
  database?: TestDatabase
  /** Nobody has been told yet that an AI answers: the first answer to each person says so. */
  newcomers?: boolean
  /** Discord shows the bot what isn't meant for it; `discord.message_content` has to ask for that. */
  messageContent?: boolean
  /** What may be logged as an error; anything else that is fails the test. */
  errors?: RegExp
}

export type Answer = { turn: Turn; messages: Shown[]; contents: string[]; text: string }
/** The whole of Parley between a Discord and a provider of its own, as people, operators and both of those see it. */
export type Parley = AsyncDisposable &
  Watch &
  People & {
    readonly discord: FakeDiscord
    readonly practice: RunningPracticeProvider
    readonly database: TestDatabase
    readonly operatorUrl: string
    readonly lines: readonly LogLine[]
    /** All that the bot asked of Discord and was let in with. */
    readonly requests: readonly ObservedRequest[]
    /** Says it with a mention of the bot, and waits for the answer. */
    ask(content: string, where?: Where): Promise<Answer>
    /** Resolves with the first such line of the log, from the `from`th on. */
    logged(sentence: RegExp, from?: number): Promise<LogLine>
    /** The operator's port. */
    get(path: string): Promise<{ status: number; text: string }>
    /** Resolves when the answer to a message has ended, however it did. */
    answerTo(message: Shown): Promise<Answer>
    /** Writes other settings, for the next start. */
    configure(settings: object): Promise<void>
    /** Another process of the same bot: to be started when this one has stopped. */
    start(how?: { ready?: boolean; variables?: Record<string, string> }): Promise<void>
    stop(): Promise<void>
  }

const allProviders: readonly ProviderName[] = ['groq', 'gemini', 'openai']

export const startParley = async (options: ParleyOptions = {}): Promise<Parley> => {
  const { clock = systemClock, providers = allProviders, settings = {} } = options
  await using stack = new AsyncDisposableStack()
  const watch = createWatch()
  const lines: LogLine[] = []
  const requests: ObservedRequest[] = []

  const folder = await mkdtemp(join(tmpdir(), 'parley-'))
  stack.defer(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'config'))
  const configure = (changed: object) =>
    writeFile(join(folder, 'config', 'parley.yaml'), JSON.stringify({ ...unhurried, ...changed }))
  await configure(settings)

  const [database, practice, discord] = await Promise.all([
    options.database ?? createTestDatabase().then((made) => stack.use(made)),
    startPracticeProvider({ clock, random: () => 0.5, port: 0, pace: options.pace ?? atOnce }).then((made) =>
      stack.use(made),
    ),
    startFakeDiscord({
      ...options.discord,
      port: { port: 0, orNext: false },
      clock,
      onRequest: (request) => void requests.push(request),
    }).then((made) => stack.use(made)),
  ])
  stack.use(discord.world.listen(watch.stir))
  if (options.messageContent) discord.world.application.privilegedIntents.add('message_content')
  const people = createPeople(discord)

  const variables = {
    PORT: '0',
    DATABASE_URL: database.url,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    ...Object.fromEntries(providers.flatMap((name) => variablesOf(name, practice.baseUrls[name]))),
    ...options.variables,
  }
  let app: App | null = null
  stack.defer(async () => app?.[Symbol.asyncDispose]())

  const parley: Omit<Parley, typeof Symbol.asyncDispose> = {
    ...watch,
    ...people,
    discord,
    practice,
    database,
    get operatorUrl() {
      return app!.operatorUrl
    },
    lines,
    requests,
    ask: async (content, where) => parley.answerTo(await people.say(`@Parley ${content}`, where)),
    async answerTo({ id, channel_id }) {
      const turn = await watch.until(`the turn of ${id} has ended`, async () => {
        const found = await readTurn(database.database, id)
        return found && ended.has(found.state.is) ? found : null
      })
      const messages = people.answers(channel_id)
      const chain = messages.filter((message) => originOf(message, messages) === id)
      const contents = chain.map((message) => message.content)
      return { turn, messages: chain, contents, text: contents.join('\n') }
    },
    configure,
    async start({ ready = true, variables: changed = {} } = {}) {
      const from = lines.length
      app = await startApp({
        variables: { ...variables, PARLEY_DATA_DIR: join(folder, 'data'), ...changed },
        folder,
        signal: new AbortController().signal,
        clock,
        writeLog(line) {
          lines.push(JSON.parse(line))
          watch.stir()
        },
      })
      if (ready) await parley.logged(/^The shard is ready/, from)
    },
    async stop() {
      const stopping = app
      app = null
      await stopping?.[Symbol.asyncDispose]()
    },
    async get(path) {
      const response = await fetch(`${app!.operatorUrl}${path}`)
      return { status: response.status, text: await response.text() }
    },
    logged: (sentence, from = 0) =>
      watch.until(`${sentence} is logged`, () => lines.slice(from).find(({ msg }) => sentence.test(msg))),
  }
  if (!options.newcomers) await introduce(database, discord)
  await parley.start()

  const owned = stack.move()
  return Object.assign(parley, {
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync()
      const secrets = [discord.token, new URL(database.url).password, ...providers.map(keyOf)]
      const said = people.said.map((content) => content.replace(/^@Parley /, ''))
      expectInOrder({ lines, requests, secrets, said, errors: options.errors ?? null })
    },
  })
}

/** People in tests ask faster than people do. */
const unhurried = { rate_limiting: { user_cooldown: 0, global_requests_per_minute: 0 } }

/** Everybody has been told that an AI answers. */
const introduce = async ({ database }: TestDatabase, { world }: FakeDiscord) => {
  await Promise.all([...world.people.keys()].map((person) => markIntroduced(database, person, person)))
}

/** One word or more a piece, without a pause. */
const atOnce = { first_token_ms: 0, chunk_ms: 0 }

const ended: ReadonlySet<string> = new Set(['answered', 'refused', 'silent', 'given up'])

const keyOf = (name: ProviderName) => `key-of-${name}`

const variablesOf = (name: ProviderName, baseUrl: string) => [
  [`${name.toUpperCase()}_API_KEY`, keyOf(name)],
  [`${name.toUpperCase()}_BASE_URL`, baseUrl],
]

/** The message at the beginning of a chain of replies. */
const originOf = ({ message_reference }: Shown, messages: readonly Shown[]): string | undefined => {
  const before = messages.find(({ id }) => id === message_reference?.message_id)
  return before ? originOf(before, messages) : message_reference?.message_id
}
