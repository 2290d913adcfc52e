import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Benchmark } from './benchmark.ts'
import { startBot } from './bot.ts'
import { startDiscord, type Connection } from './discord.ts'
import { chatter } from './payloads.ts'
import { startPostgres } from './postgres.ts'
import { median } from './statistics.ts'

const GUILDS = 10_000
const EVENTS = 60_000
const ROUNDS = 6
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

  // One round to warm up, in which both get their optimized code.
  const rounds: { bot: number; bare: number }[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const first = round % 2 === 0 ? await eventsPerSecond(ours) : null
    const bare = await eventsPerSecond(theirs)
    if (round > 0) rounds.push({ bare, bot: first ?? (await eventsPerSecond(ours)) })
    else void first
  }
  const rssBlasted = await rssMb()
  await expectCounted(await bot.metrics(), EVENTS * (ROUNDS + 1))

  return {
    figures: {
      ratio: median(rounds.map(({ bot, bare }) => bot / bare)),
      bot_events_per_s: median(rounds.map(({ bot }) => bot)),
      bare_events_per_s: median(rounds.map(({ bare }) => bare)),
      rss_mb: Math.max(rssReady, rssBlasted),
      rss_after_ready_mb: rssReady,
      rss_after_events_mb: rssBlasted,
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

/** What the bot didn't look at, it wasn't quick at. */
const expectCounted = async (metrics: ReadonlyMap<string, number>, expected: number) => {
  const counted = metrics.get('parley_discord_messages_total{outcome="not_addressed"}')
  if (counted !== expected) throw new Error(`The bot has dealt with ${counted} messages of ${expected}.`)
}

const startBareClient = async () => {
  await using stack = new AsyncDisposableStack()
  const discord = stack.use(await startDiscord())
  const script = fileURLToPath(new URL('bare-client.ts', import.meta.url))
  const child = spawn(process.execPath, [script, discord.url.replace('http', 'ws')], { stdio: 'inherit' })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  stack.defer(() => {
    process.off('exit', kill)
    kill()
  })
  const owned = stack.move()
  return { connected: discord.connected, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
