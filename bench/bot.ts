import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeFlags, scripts } from './command.ts'

export type Bot = AsyncDisposable & {
  /** The value of each series at /metrics, by its name and labels as they stand there. */
  metrics(): Promise<ReadonlyMap<string, number>>
  /** Waits for what the bot brings about. Rejects with its last words when it ends before that, or takes too long. */
  reaches<Moment>(moment: Promise<Moment>): Promise<Moment>
}

export type Surroundings = { discord: string; database: string; provider?: string; script?: string }

/** The whole real bot in a process of its own, which knows nothing of where it is started. */
export const startBot = async (surroundings: Surroundings): Promise<Bot> => {
  const { discord, database, provider, script = scripts.compiled } = surroundings
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-bot-'))
  await writeFile(join(folder, 'parley.yaml'), settings(provider ?? discord))
  const child = spawn(process.execPath, [...nodeFlags(), script], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      PARLEY_CONFIG_DIR: folder,
      DISCORD_TOKEN: 'a.bench.token',
      DISCORD_API_URL: discord,
      DATABASE_URL: database,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { operator, reaches, stop } = watch(child)
  return {
    reaches,
    async metrics() {
      const response = await fetch(`${await reaches(operator)}/metrics`)
      return new Map((await response.text()).split('\n').flatMap(seriesOf))
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const settings = (provider: string) => `
general: { system_prompt: Be brief. }
rate_limiting: { user_cooldown: 0, global_requests_per_minute: 0 }
providers:
  priority: [bench]
  bench: { model: bench, base_url: '${provider}/v1' }
`

const LAST_WORDS = 4000
const STOP_MS = 10_000
const TOO_LONG_MS = 90_000

const watch = (child: ChildProcess) => {
  const operator = Promise.withResolvers<string>()
  let said = ''
  const hear = (words: Buffer) => {
    said = (said + words.toString()).slice(-LAST_WORDS)
    const [, url] = /Operator's port\s+(\S+)/.exec(said) ?? []
    if (url) operator.resolve(url)
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)

  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const closed = once(child, 'close').finally(() => process.off('exit', kill))
  const ended = closed.then(([code]) => `it ended with ${code}`)

  return {
    operator: operator.promise,
    async reaches<Moment>(moment: Promise<Moment>): Promise<Moment> {
      const over = new AbortController()
      const late = sleep(TOO_LONG_MS, 'it took too long', { signal: over.signal })
      late.catch(() => {})
      const failed = Promise.race([ended, late]).then((how) => {
        throw new Error(`The bot did not come so far: ${how}. Its last words:\n${said}`)
      })
      return Promise.race([moment, failed]).finally(() => over.abort())
    },
    async stop() {
      const timer = setTimeout(kill, STOP_MS)
      child.kill('SIGTERM')
      await closed
      clearTimeout(timer)
    },
  }
}

const seriesOf = (line: string): [string, number][] => {
  const [, series, value] = /^([a-z]\S*(?:\{.*\})?) (\S+)/.exec(line) ?? []
  return series ? [[series, Number(value)]] : []
}
