import type { Benchmark } from './benchmark.ts'
import { startBot } from './bot.ts'
import { startDiscord } from './discord.ts'
import { startPostgres } from './postgres.ts'
import { median, percentile } from './statistics.ts'

const RUNS = 7

/** From the start of the process to READY, with a database that is up and migrated. */
export const start: Benchmark = async () => {
  await using postgres = await startPostgres()
  // The first run migrates.
  await readyMs(postgres.url)
  const runs: number[] = []
  while (runs.length < RUNS) runs.push(await readyMs(postgres.url))
  return {
    figures: { ready_median_ms: median(runs), ready_slowest_ms: percentile(runs, 1) },
    limits: { ready_median_ms: { max: 2000 } },
  }
}

const readyMs = async (database: string) => {
  await using discord = await startDiscord()
  const began = performance.now()
  await using bot = await startBot({ discord: discord.url, database })
  const { readyAt } = await bot.reaches(discord.connected)
  return readyAt - began
}
