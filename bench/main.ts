import { availableParallelism, cpus } from 'node:os'
import { isCompiled } from './command.ts'
import { judge, type Benchmark, type Result } from './benchmark.ts'
import { failover } from './failover.ts'
import { gateway } from './gateway.ts'
import { start } from './start.ts'
import { streams } from './streams.ts'
import { router } from './router.ts'
import { rows } from './table.ts'
import { turn } from './turn.ts'

const benchmarks: Readonly<Record<string, Benchmark>> = { gateway, turn, streams, start, router, failover }

const main = async (args: readonly string[]): Promise<number> => {
  const asJson = args.includes('--json')
  const names = args.filter((arg) => arg !== '--json')
  const unknown = names.find((name) => !(name in benchmarks))
  if (unknown !== undefined) {
    const known = Object.keys(benchmarks).join(', ')
    process.stderr.write(`There is no benchmark "${unknown}": the names are ${known}; --json prints JSON.\n`)
    return 2
  }
  if (!isCompiled()) {
    process.stderr.write('Parley is not compiled: run npm run bench, which does that first.\n')
    return 2
  }
  const chosen = Object.entries(benchmarks).filter(([name]) => names.length === 0 || names.includes(name))
  if (!asJson) process.stdout.write(`${machine()}\n`)
  const results: Record<string, Result> = {}
  for (const [name, measure] of chosen) {
    const result = judge(await measure())
    results[name] = result
    if (!asJson) process.stdout.write(`\n${name}: ${result.ok ? 'ok' : 'NOT OK'}\n${rows(result)}`)
  }
  if (asJson) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
  return Object.values(results).every(({ ok }) => ok) ? 0 : 1
}

const machine = () =>
  `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${process.platform}, Node ${process.versions.node}`

// Ended by a signal, what was started is ended as well: see bot.ts.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

process.exitCode = await main(process.argv.slice(2))
