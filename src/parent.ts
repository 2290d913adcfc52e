import { readFileSync } from 'node:fs'
import type { Clock } from './lib/clock.ts'

const CHECK_EVERY_MS = 500

/**
 * Resolves when npm, or the shell that it runs scripts in, has ended: a signal sent to npm alone doesn't reach
 * the script. Never resolves where npm didn't start us. Without /proc only the direct parent is watched.
 */
export const parentEnded = async (
  env: NodeJS.ProcessEnv,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> => {
  if (!env.npm_lifecycle_event) return new Promise(() => {})
  const line = lineUpToNpm()
  while (line.every(({ child, parent }) => parentOf(child) === parent))
    await clock.sleep(CHECK_EVERY_MS, signal)
  endWatcher(env, line)
}

/** `node --watch`, which would wait for the next change and start again what nobody would stop any more. */
const endWatcher = (env: NodeJS.ProcessEnv, [watcher]: readonly Link[]) => {
  if (env.WATCH_REPORT_DEPENDENCIES && process.ppid === watcher?.parent) process.kill(process.ppid)
}

type Link = { child: number; parent: number }

const lineUpToNpm = (): Link[] => {
  const line: Link[] = []
  for (let child = process.pid; line.length < 4;) {
    const parent = parentOf(child)
    if (!parent || parent === 1) break
    line.push({ child, parent })
    if (nameOf(parent)?.startsWith('npm')) break
    child = parent
  }
  return line
}

/** Null where it can't be known; the answer for a process that has ended is its absence. */
const parentOf = (pid: number) => (pid === process.pid ? process.ppid : Number(stat(pid)?.parent ?? 0))
const nameOf = (pid: number) => stat(pid)?.name

const stat = (pid: number) => {
  try {
    const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return { name, parent }
  } catch {
    return null
  }
}
