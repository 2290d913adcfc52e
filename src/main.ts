import { startApp, type App } from './app.ts'
import type { Examine } from './cli/doctor.ts'
import { runCommand } from './cli/run-command.ts'
import { ChatError } from './lib/errors.ts'
import { systemClock } from './lib/clock.ts'
import { parentEnded } from './parent.ts'
import { createTerminalWriter } from './telemetry/terminal.ts'

const CODE_OF_SECOND_SIGNAL = 130

const main = async (): Promise<number> => {
  const asked = await runCommand(process.argv.slice(2), process, examineAll)
  return asked ?? (await runBot())
}

const examineAll: Examine = async function* ({ channels }) {
  // Nothing of it is needed where the bot starts.
  const { examineParley } = await import('./doctor.ts')
  const { signal } = new AbortController()
  yield* examineParley({
    variables: process.env,
    folder: process.cwd(),
    channels,
    clock: systemClock,
    signal,
  })
}

const runBot = async (): Promise<number> => {
  const stop = stopOnSignal()
  try {
    const app = await startApp({ variables: process.env, signal: stop, ...(await terminalLog()) })
    announce(app)
    await ended(stop)
    await app[Symbol.asyncDispose]()
    return 0
  } catch (error) {
    if (stop.aborted && error === stop.reason) return 0
    if (!(error instanceof ChatError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

/** Aborts on the first SIGTERM or SIGINT, or when npm, which started us, has ended; a second signal ends all at once. */
const stopOnSignal = (): AbortSignal => {
  const stop = new AbortController()
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(CODE_OF_SECOND_SIGNAL)
    stop.abort(new Error('asked to stop'))
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
  parentEnded(process.env, systemClock, stop.signal).then(onSignal, () => {})
  return stop.signal
}

const ended = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** People at a terminal read sentences; everything else reads JSON. */
const terminalLog = async () =>
  process.stdout.isTTY ? { writeLog: await createTerminalWriter(process.stdout) } : {}

const announce = (app: App) => {
  const addresses = [
    ...(app.chatUrl ? [`  Chat with the bot   ${app.chatUrl}`] : []),
    `  Operator's port     ${app.operatorUrl}`,
  ]
  process.stdout.write(`\n${addresses.join('\n')}\n\n`)
}

process.exitCode = await main()
