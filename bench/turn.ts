import { setTimeout as sleep } from 'node:timers/promises'
import type { Benchmark } from './benchmark.ts'
import { startBot } from './bot.ts'
import { startDiscord, type Write } from './discord.ts'
import { channelId, question } from './payloads.ts'
import { startPostgres } from './postgres.ts'
import { startProvider, type Request } from './provider.ts'
import { spread } from './statistics.ts'

const WARM_UP = 40
const TURNS = 200
// A turn makes four requests to Discord, of which the bot sends no more than 50 a second.
const TURN_EVERY_MS = 120
/** As soon as a model answers at best. */
const FIRST_WORDS_AFTER_MS = 50
/** Longer than the 1.2 s that lie between two edits. */
const NEXT_WORDS_AFTER_MS = 1300

// 40 characters and more are posted at once.
const firstWords = 'These are words enough to be shown as soon as they come. '
const nextWords = 'These come when an edit is due already. '
const lastWords = 'And these are the last.'

/** What the bot adds to the time that a model takes. */
export const turn: Benchmark = async () => {
  const stages: Stages = { request: [], post: [], patch: [], last: [] }
  const asked: PromiseWithResolvers<Request>[] = []
  const written = new Map<string, (write: Write) => void>()

  await using stack = new AsyncDisposableStack()
  const postgres = stack.use(await startPostgres())
  const provider = stack.use(await startProvider((request) => asked[request.question]?.resolve(request)))
  const discord = stack.use(await startDiscord({ onWrite: (write) => written.get(write.channel)?.(write) }))
  const bot = stack.use(
    await startBot({ discord: discord.url, database: postgres.url, provider: provider.url }),
  )
  const { dispatch } = await bot.reaches(discord.connected)

  const take = async (nth: number, into: Stages) => {
    const request = (asked[nth] = Promise.withResolvers<Request>())
    const writing = () => new Promise<Write>((resolve) => void written.set(channelId(nth), resolve))
    const began = performance.now()
    dispatch('MESSAGE_CREATE', question(nth))
    const { at, say, finish } = await request.promise
    into.request.push(at - began)

    const saying = async (stage: keyof Stages, speak: () => void) => {
      const write = writing()
      const said = performance.now()
      speak()
      into[stage].push((await write).at - said)
    }
    await sleep(FIRST_WORDS_AFTER_MS)
    await saying('post', () => say(firstWords))
    await sleep(NEXT_WORDS_AFTER_MS)
    await saying('patch', () => say(nextWords))
    await saying('last', () => {
      say(lastWords)
      finish()
    })
  }

  const run = async (first: number, count: number, into: Stages) => {
    const turns: Promise<void>[] = []
    for (let nth = first; nth < first + count; nth += 1) {
      turns.push(take(nth, into))
      await sleep(TURN_EVERY_MS)
    }
    await bot.reaches(Promise.all(turns))
  }
  await run(0, WARM_UP, { request: [], post: [], patch: [], last: [] })
  await run(WARM_UP, TURNS, stages)

  return {
    figures: {
      ...spread('event_to_request', stages.request),
      ...spread('chunk_to_post', stages.post),
      ...spread('chunk_to_patch', stages.patch),
      // The last edit waits until the answer stands in the database.
      ...spread('end_to_last_patch', stages.last),
    },
    limits: {
      event_to_request_p50_ms: { max: 10 },
      chunk_to_post_p50_ms: { max: 5 },
      chunk_to_patch_p50_ms: { max: 5 },
    },
  }
}

type Stages = Record<'request' | 'post' | 'patch' | 'last', number[]>
