import { pino } from 'pino'

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * Structured logging: `log.info({ turn: id }, 'sentence')`. What people write and secrets never go in; errors go
 * in as `err`. Child loggers carry `module`, and `turn` where there is one.
 */
export type Logger = {
  trace: LogMethod
  debug: LogMethod
  info: LogMethod
  warn: LogMethod
  error: LogMethod
  child(fields: Record<string, unknown>): Logger
}
type LogMethod = {
  (fields: Record<string, unknown>, sentence: string): void
  (sentence: string): void
}

export type RootLogger = Logger & { setLevel(level: LogLevel): void }

/** Writes JSON lines to stdout, or to `write` where a test or a terminal wants them elsewhere. */
export const createLog = (level: LogLevel = 'info', write?: (line: string) => void): RootLogger => {
  // pino's children keep the level that they were born with; all of ours follow one threshold.
  let threshold = severity(level)
  const options = { level: 'trace', base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters }
  const wrap = (logger: pino.Logger): Logger => {
    const method = (name: Exclude<LogLevel, 'silent'>): LogMethod => {
      const write: (...entry: unknown[]) => void = logger[name].bind(logger)
      return (...entry: unknown[]) => void (severity(name) >= threshold && write(...entry))
    }
    return {
      trace: method('trace'),
      debug: method('debug'),
      info: method('info'),
      warn: method('warn'),
      error: method('error'),
      child: (fields) => wrap(logger.child(fields)),
    }
  }
  const root = wrap(write ? pino(options, { write }) : pino(options))
  return { ...root, setLevel: (next) => void (threshold = severity(next)) }
}

// Levels by their names: people and log stores read those.
const formatters = { level: (label: string) => ({ level: label }) }

const severity = (level: LogLevel) => pino.levels.values[level] ?? Infinity
