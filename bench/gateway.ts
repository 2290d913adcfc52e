import { setTimeout as sleep } from 'node:timers/promises'
import { startBareClient } from './bare.ts'
import type { Benchmark } from './benchmark.ts'
import { startBot } from './bot.ts'
import { startDiscord, type Connection } from './discord.ts'
import { chatter } from './payloads.ts'
import { startPostgres } from './postgres.ts'
import { median } from './statistics.ts'

const GUILDS = 10_000
// Short rounds in pairs: what else the machine does meanwhile hits both of a pair.
const EVENTS = 20_000
const WARM_UP = 6
const ROUNDS = 30
const REST_MS = 3000

/** How many events the bot takes in, as a share of what is possible at all; and its memory in 10,000 guilds. */
export const gateway: Benchmark = async () => {
  await using stack = new AsyncDisposableStack()
  const postgres = stack.use(await startPostgres())
  const discord = stack.use(await startDiscord({ guilds: GUILDS }))
  const bot = stack.use(await startBot({ discord: discord.url, database: postgres.url }))
  const bare = stack.use(await startBareClient())
  const [ours, theirs] = await bot.reaches(Promise.all([discord.connected, bare.connected]))

  const rssMb = async () => {
    await sleep(REST_MS)
    return ((await bot.metrics()).get('process_resident_memory_bytes') ?? NaN) / 1e6
  }
  const rssReady = await rssMb()
  const ordinary = await ordinaryTraffic(ours)
  const rssOrdinary = await rssMb()

  const rounds: { bot: number; bare: number }[] = []
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    // Whoever comes first in one round comes last in the next.
    const order = round % 2 === 0 ? [ours, theirs] : [theirs, ours]
    const rates = new Map<Connection, number>()
    for (const connection of order) rates.set(connection, await eventsPerSecond(connection))
    if (round >= WARM_UP) rounds.push({ bot: rates.get(ours) ?? NaN, bare: rates.get(theirs) ?? NaN })
  }
  const rssFlood = await rssMb()
  expectCounted(await bot.metrics(), ordinary + EVENTS * (WARM_UP + ROUNDS))

  return {
    figures: {
      ratio: median(rounds.map(({ bot, bare }) => bot / bare)),
      bot_events_per_s: median(rounds.map(({ bot }) => bot)),
      bare_events_per_s: median(rounds.map(({ bare }) => bare)),
      rss_mb: Math.max(rssReady, rssOrdinary),
      rss_after_ready_mb: rssReady,
      rss_after_traffic_mb: rssOrdinary,
      rss_after_flood_mb: rssFlood,
    },
    limits: { ratio: { min: 0.8 }, rss_mb: { max: 120 } },
  }
}

const eventsPerSecond = async (connection: Connection) => {
  const frames = chatter(EVENTS, connection.sequence + 1)
  connection.sequence += EVENTS
  const began = performance.now()
  await connection.pour(frames)
  await connection.caughtUp()
  return (EVENTS / (performance.now() - began)) * 1000
}

/** 2,000 events a second for five seconds: more than ten thousand guilds send. */
const ordinaryTraffic = async (connection: Connection) => {
  const EACH = 200
  const TIMES = 50
  for (let times = 0; times < TIMES; times += 1) {
    const frames = chatter(EACH, connection.sequence + 1)
    connection.sequence += EACH
    await connection.pour(frames)
    await sleep(100)
  }
  await connection.caughtUp()
  return EACH * TIMES
}

/** What the bot didn't look at, it wasn't quick at. */
const expectCounted = (metrics: ReadonlyMap<string, number>, expected: number) => {
  const counted = metrics.get('parley_discord_messages_total{outcome="not_addressed"}')
  if (counted !== expected) throw new Error(`The bot has dealt with ${counted} messages of ${expected}.`)
}
