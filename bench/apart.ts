import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Measured } from './benchmark.ts'
import { nodeFlags } from './command.ts'

/**
 * Runs a script of this folder as servers run the bot: in a process of its own, with the flags of npm start. What it
 * measured is the one message that it sends.
 */
export const measureApart = async (script: string, ...args: string[]): Promise<Measured> => {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), args, {
    execArgv: nodeFlags(),
    // JSON has no word for what could not be measured, NaN.
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  using _ = endWithUs(child)
  const ended = once(child, 'exit').then(([code]) => `it ended with ${code}`)
  const sent = once(child, 'message').then(([measured]: Measured[]) => measured)
  const measured = await Promise.race([sent, ended])
  if (typeof measured === 'object') return measured
  throw new Error(`bench/${script} has measured nothing: ${measured}.`)
}

/** Kills a process when it is disposed, or when this process ends before that. */
export const endWithUs = (child: ChildProcess): Disposable => {
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  return {
    [Symbol.dispose]() {
      process.off('exit', kill)
      kill()
    },
  }
}
