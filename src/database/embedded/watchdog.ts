import { spawn } from 'node:child_process'
import type { Account } from './account.ts'

/** A server that lives no longer than this process does, however it ends. */
export type GuardedServer = {
  /** Resolves to how it ended. */
  readonly exited: Promise<string>
  readonly hasExited: boolean
  /** Tells it to stop: open transactions are rolled back. */
  stop(): void
  /** From now on it doesn't keep this process alive; `hold` takes that back. */
  release(): void
  hold(): void
}

/** What the server is given, besides its command: `log` is an open file, `disposable` a folder that goes with it. */
export type Surroundings = { account: Account; log: number; disposable: string | null }

// A shell holds the server and the reading end of a pipe. The pipe closes when this process stops the server or
// ends in any way, SIGKILL included, and then the shell interrupts the server until it is gone.
const script = `
  exec 3<&0 </dev/null
  "$@" 3<&- &
  server=$!
  { read -r _ <&3; while kill -INT $server; do sleep 1; done; } 2>/dev/null &
  guard=$!
  exec 3<&-
  wait $server
  code=$?
  kill $guard 2>/dev/null
  [ -z "$DISPOSABLE" ] || rm -rf "$DISPOSABLE"
  exit $code`

export const spawnGuarded = (
  command: readonly string[],
  { account, log, disposable }: Surroundings,
): GuardedServer => {
  const windows = process.platform === 'win32'
  const whole = windows ? command : ['/bin/sh', '-c', script, 'sh', ...account.prefix, ...command]
  const child = spawn(whole[0]!, whole.slice(1), {
    ...account.ids,
    cwd: '/',
    // Ctrl+C in a terminal reaches the whole group: the server has one of its own, and is stopped when it's time.
    detached: !windows,
    env: environment(disposable),
    stdio: ['pipe', log, log],
    windowsHide: true,
  })
  let hasExited = false
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(`exit ${code ?? signal}`))
  }).finally(() => (hasExited = true))
  child.stdin?.on('error', () => {})
  return {
    exited,
    get hasExited() {
      return hasExited
    },
    stop: () => void child.stdin?.end(),
    release: () => child.unref(),
    hold: () => child.ref(),
  }
}

const environment = (disposable: string | null) => ({
  PATH: process.env['PATH'],
  SYSTEMROOT: process.env['SYSTEMROOT'],
  LC_ALL: 'C',
  // A lock that a killed container left may name a process id that is ours now: Postgres then takes it over.
  PG_GRANDPARENT_PID: String(process.pid),
  DISPOSABLE: disposable ?? '',
})
