import type { Benchmark } from './benchmark.ts'
import { startBot } from './bot.ts'
import { scripts } from './command.ts'
import { startDiscord } from './discord.ts'
import { startPostgres } from './postgres.ts'
import { median, percentile } from './statistics.ts'

const RUNS = 7

/** From the start of the process to READY, with a database that is up and migrated. */
export const start: Benchmark = async () => {
  await using postgres = await startPostgres()
  const readyMs = async (script: string) => {
    await using discord = await startDiscord()
    const began = performance.now()
    await using bot = await startBot({ discord: discord.url, database: postgres.url, script })
    const { readyAt } = await bot.reaches(discord.connected)
    return readyAt - began
  }
  const repeat = async (script: string) => {
    const runs: number[] = []
    while (runs.length < RUNS) runs.push(await readyMs(script))
    return runs
  }

  // This one migrates.
  await readyMs(scripts.compiled)
  const compiled = await repeat(scripts.compiled)
  const source = await repeat(scripts.source)
  return {
    figures: {
      ready_median_ms: median(compiled),
      ready_slowest_ms: percentile(compiled, 1),
      from_source_ready_median_ms: median(source),
      from_source_ready_slowest_ms: percentile(source, 1),
    },
    limits: { ready_median_ms: { max: 2000 }, from_source_ready_median_ms: { max: 2000 } },
  }
}
