import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createWatch } from './watch.ts'
import { createSingleProcessShards } from '../src/cluster/single-process.ts'
import { settingsSchema } from '../src/config/settings.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createLive } from '../src/lib/live.ts'
import { snowflakeShard } from '../src/lib/snowflake.ts'
import { createPresence } from '../src/preferences/presence.ts'
import { setRules } from '../src/preferences/rules.ts'
import { startFakeDiscord } from '../src/sandbox/fake-discord.ts'
import { controlMessage } from '../src/sandbox/world/message-views.ts'
import { createHealth } from '../src/telemetry/health.ts'
import { createLog } from '../src/telemetry/log.ts'
import { createMetrics } from '../src/telemetry/metrics.ts'
import { startGateway } from '../src/discord/gateway/gateway.ts'
import { createDiscordMetrics } from '../src/discord/metrics.ts'
import { createDiscordRest } from '../src/discord/rest.ts'
import { createGuildWatch } from '../src/discord/guilds/guild-watch.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('with rules as (delete from place_rules) delete from departures'))

const clock = systemClock
const garden = "Parley's Garden"
const workshop = 'The Workshop'

/** A bot that does nothing but watch its servers, at a Discord of its own. */
const startWatching = async (blocked = createLive<ReadonlySet<string>>(new Set())) => {
  await using stack = new AsyncDisposableStack()
  const watch = createWatch()
  const discord = stack.use(await startFakeDiscord({ port: { port: 0, orNext: false }, clock }))
  const guild = (name: string) => [...discord.world.guilds.values()].find((one) => one.name === name)!
  const log = createLog('silent')
  const registry = createMetrics({ processMetrics: false })
  const metrics = createDiscordMetrics(registry)
  const rest = createDiscordRest({ ...discord, version: '0', clock, log, metrics })
  const health = createHealth()
  const { signal } = new AbortController()
  const dispatch = createGuildWatch({
    rest,
    presence: createPresence(db),
    mayStay: (id) => !blocked.current.has(id),
    settings: blocked,
    clock,
    log,
    signal,
  })
  const start = () =>
    startGateway({
      rest,
      canBeInvited: true,
      token: discord.token,
      settings: settingsSchema.parse({}).discord,
      shards: (wanted) => createSingleProcessShards({ ...wanted, clock }),
      dispatch,
      clock,
      log,
      metrics,
      health,
    })
  const control = (method: string, path: string) => fetch(`${discord.url}/sandbox${path}`, { method })
  const owned = stack.move()
  return {
    guild,
    until: watch.until,
    async start() {
      owned.use(start())
      await watch.until('ready', async () => (await health.read())['gateway']?.status === 'up')
    },
    invite: (name: string) => control('PUT', `/guilds/${guild(name).id}/bot`),
    remove: (name: string) => control('DELETE', `/guilds/${guild(name).id}/bot`),
    shown: (channel: string) =>
      [...discord.world.messages].flatMap(([id, messages]) => {
        const place = discord.world.channels.get(id)
        if (!place || place.kind === 'dm' || place.name !== channel) return []
        return [...messages.values()].map((entry) => controlMessage(discord.world, entry).content)
      }),
    isDeparted: async (name: string) =>
      (await db.query('select from departures where guild = $1', [guild(name).id])).rowCount === 1,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

test('a server that is left is written down, and struck out when the bot is back', async () => {
  await using bot = await startWatching()
  await bot.start()
  await bot.remove(workshop)
  await bot.until('it is written down', () => bot.isDeparted(workshop))
  expect(await bot.isDeparted(garden)).toBe(false)
  await bot.invite(workshop)
  await bot.until('it is struck out', async () => !(await bot.isDeparted(workshop)))
})

test('what was left or joined while the bot was away is found when it is back', async () => {
  await using bot = await startWatching()
  await setRules(db, bot.guild(workshop).id, null, { answers: true })
  await db.query('insert into departures values ($1, now())', [bot.guild(garden).id])
  await bot.remove(workshop)
  await bot.start()
  await bot.until('the one that was left is written down', () => bot.isDeparted(workshop))
  expect(await bot.isDeparted(garden)).toBe(false)
})

test('of what is stored, a shard judges its own share alone', async () => {
  const [mine, others] = ['200000000004194304', '200000000008388608'].sort(
    (a, b) => snowflakeShard(a, 2) - snowflakeShard(b, 2),
  )
  for (const guild of [mine!, others!]) await setRules(db, guild, null, { answers: true })
  await createPresence(db).found([], { id: 0, of: 2 }, clock.now())
  const { rows } = await db.query('select guild from departures')
  expect(rows).toEqual([{ guild: mine }])
})

test('a server that isn’t allowed is told why, and left', async () => {
  const blocked = createLive<ReadonlySet<string>>(new Set())
  await using bot = await startWatching(blocked)
  await bot.remove(workshop)
  blocked.replace(new Set([bot.guild(workshop).id]))
  await bot.start()
  await bot.invite(workshop)
  await bot.until('it was left', () => !bot.guild(workshop).hasBot)
  expect(bot.shown('lobby')).toEqual([expect.stringMatching(/hasn't allowed me to be on this server/)])
  expect(bot.guild(garden).hasBot).toBe(true)
})

test('one that isn’t allowed any more is left, too', async () => {
  const blocked = createLive<ReadonlySet<string>>(new Set())
  await using bot = await startWatching(blocked)
  await bot.start()
  blocked.replace(new Set([bot.guild(workshop).id]))
  await bot.until('it was left', () => !bot.guild(workshop).hasBot)
  expect(bot.guild(garden).hasBot).toBe(true)
})
