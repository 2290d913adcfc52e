import { setTimeout as sleep } from 'node:timers/promises'
import type { Benchmark } from './benchmark.ts'
import { startBot } from './bot.ts'
import { startDiscord, type Write } from './discord.ts'
import { channelId, question } from './payloads.ts'
import { startPostgres } from './postgres.ts'
import { startProvider, type Request } from './provider.ts'

const STREAMS = 500
/** A hundred questions a second: what a rate limit of its own would let through is less. */
const ASK_EVERY_MS = 10
/** Each stream says a few words this often, at a moment of its own: about 25 tokens a second. */
const CHUNK_EVERY_MS = 200
const TICK_MS = 5
/** How long all of them stream together. */
const TOGETHER_MS = 10_000
/** The bot sends Discord at most 50 requests a second: the first and the last words of all take 20 s. */
const SHOWN_WITHIN_MS = 60_000

const words = [
  'Streams of words ',
  'that come a few ',
  'at a time, and ',
  'so on and so ',
  'forth. All of ',
  'them together, ',
  'each apart. ',
]

/** Whether one process holds 500 answers that stream at once. */
export const streams: Benchmark = async () => {
  const running = new Map<number, Stream>()
  const shown = new Map<string, Shown>()
  const onWrite = ({ method, channel, content }: Write) => {
    const { posts } = shown.get(channel) ?? { posts: 0 }
    shown.set(channel, { posts: posts + Number(method === 'POST'), content })
  }

  await using stack = new AsyncDisposableStack()
  const postgres = stack.use(await startPostgres())
  const provider = stack.use(
    await startProvider((request) => void running.set(request.question, { request, said: '' })),
  )
  const discord = stack.use(await startDiscord({ onWrite }))
  const bot = stack.use(
    await startBot({ discord: discord.url, database: postgres.url, provider: provider.url }),
  )
  const { dispatch } = await bot.reaches(discord.connected)
  const speaking = stack.adopt(setInterval(speakInTurn(running), TICK_MS), clearInterval)

  // Each reading begins the measure of the loop's delay anew.
  const loopDelay = async () => {
    const metrics = await bot.metrics()
    return (name: string) => (metrics.get(`nodejs_eventloop_lag_${name}_seconds`) ?? NaN) * 1000
  }
  await loopDelay()
  for (let nth = 0; nth < STREAMS; nth += 1) {
    dispatch('MESSAGE_CREATE', question(nth))
    await sleep(ASK_EVERY_MS)
  }
  const atOnce = await until(() => running.size, STREAMS, SHOWN_WITHIN_MS)
  await sleep(TOGETHER_MS)
  const streaming = await loopDelay()
  clearInterval(speaking)
  for (const { request } of running.values()) request.finish()

  const isWhole = (nth: number) => {
    const { posts, content } = shown.get(channelId(nth)) ?? { posts: 0, content: '' }
    return posts === 1 && content === running.get(nth)?.said.trim()
  }
  const countWhole = () => Array.from({ length: STREAMS }, (_, nth) => nth).filter(isWhole).length
  const whole = await until(countWhole, STREAMS, SHOWN_WITHIN_MS)
  const ending = await loopDelay()

  return {
    figures: {
      streams_at_once: atOnce,
      lost: STREAMS - whole,
      loop_delay_p50_ms: streaming('p50'),
      loop_delay_p99_ms: streaming('p99'),
      loop_delay_max_ms: streaming('max'),
      ending_loop_delay_p99_ms: ending('p99'),
      ending_loop_delay_max_ms: ending('max'),
    },
    limits: {
      streams_at_once: { min: STREAMS },
      lost: { max: 0 },
      loop_delay_p99_ms: { max: 50 },
      ending_loop_delay_p99_ms: { max: 50 },
    },
  }
}

type Stream = { request: Request; said: string }
type Shown = { posts: number; content: string }

/** Lets a few streams speak at each tick, so that all have spoken once in CHUNK_EVERY_MS. */
const speakInTurn = (streams: ReadonlyMap<number, Stream>) => {
  const turns = CHUNK_EVERY_MS / TICK_MS
  let tick = 0
  return () => {
    tick += 1
    for (const [nth, stream] of streams) {
      if (nth % turns !== tick % turns) continue
      const text = words[tick % words.length]!
      stream.said += text
      stream.request.say(text)
    }
  }
}

const until = async (count: () => number, wanted: number, withinMs: number) => {
  const giveUpAt = performance.now() + withinMs
  while (count() < wanted && performance.now() < giveUpAt) await sleep(50)
  return count()
}
