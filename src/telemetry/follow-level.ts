import type { Live } from '../lib/live.ts'
import type { LogLevel, RootLogger } from './log.ts'

/** Lets the log have the level that is set at the moment. */
export const followLevel = (log: Pick<RootLogger, 'setLevel'>, level: Live<LogLevel>): Disposable => {
  const stop = new AbortController()
  const follow = async () => {
    log.setLevel(level.current)
    for await (const next of level.changes(stop.signal)) log.setLevel(next)
  }
  void follow()
  return { [Symbol.dispose]: () => stop.abort() }
}
