import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inject } from 'vitest'
import { createWatch, type Watch } from './watch.ts'

export type BotProcess = AsyncDisposable &
  Pick<Watch, 'until'> & {
    readonly pid: number
    readonly output: string
    /** Null while it runs. */
    readonly ended: { code: number | null; signal: NodeJS.Signals | null } | null
    kill(signal: NodeJS.Signals): void
    /** Resolves with what it printed that fits. */
    printed(pattern: RegExp): Promise<string>
    end(): Promise<NonNullable<BotProcess['ended']>>
  }

type Options = { command?: readonly string[]; folder: string; variables?: Record<string, string> }

export const repository = dirname(import.meta.dirname)

/** bin/parley.js in a process of its own, with none of our environment; killed when it's disposed. */
export const startProcess = ({ command = bot, folder, variables }: Options): BotProcess => {
  const watch = createWatch()
  const [file, ...parameters] = command
  const { HOME } = process.env
  const env = {
    HOME,
    PATH: [dirname(process.execPath), process.env['PATH']].join(':'),
    PORT: '0',
    SANDBOX_PORT: '0',
    PARLEY_DATA_DIR: join(folder, 'data'),
    ...variables,
  }
  const child = spawn(file!, parameters, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let ended: BotProcess['ended'] = null
  const hear = (chunk: Buffer) => {
    output += chunk.toString()
    watch.stir()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  child.once('exit', (code, signal) => {
    ended = { code, signal }
    watch.stir()
  })
  return {
    until: watch.until,
    pid: child.pid!,
    get output() {
      return output
    },
    get ended() {
      return ended
    },
    kill: (signal) => void child.kill(signal),
    printed: async (pattern) => {
      const [, found = ''] = await watch.until(`${pattern} is printed`, () => pattern.exec(output), 15_000)
      return found
    },
    end: () => watch.until('the process has ended', () => ended),
    async [Symbol.asyncDispose]() {
      if (ended) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** A folder without settings, and with room for an embedded Postgres. */
export const emptyFolder = async (): Promise<AsyncDisposable & { path: string }> => {
  const path = await mkdtemp(join(inject('postgres').folder, 'bot-'))
  // The Postgres of a bot that was killed takes a moment to end.
  const remove = () => rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  return { path, [Symbol.asyncDispose]: remove }
}

const bot = [process.execPath, join(repository, 'bin', 'parley.js')]
