import type { Logger } from '../../telemetry/log.ts'
import type { DiscordRest } from '../rest.ts'

/** The message that is replied to; where `thread` is named, in a thread that begins with it. */
export type Target = { channel: string; message: string; thread?: { name: string } | null }

/** Where the messages of an answer go, and what the first of them replies to: within a thread of its own, nothing. */
export type Place = () => Promise<{ channel: string; replyTo: string | null }>

type Options = {
  rest: Pick<DiscordRest, 'startThread' | 'showTyping'>
  target: Target
  log: Logger
  signal: AbortSignal
}

/** Opens the thread when it is first asked; where that's not allowed, the answer goes where the question stands. */
export const createPlace = ({ rest, target, log, signal }: Options): Place => {
  const { channel, message, thread } = target
  const beside = { channel, replyTo: message }

  const find = async () => {
    if (!thread) return beside
    try {
      const opened = await rest.startThread(channel, message, thread.name, signal)
      // Whoever may open a thread need not be allowed to write in it: typing tells.
      await rest.showTyping(opened.id, signal)
      return { channel: opened.id, replyTo: null }
    } catch (error) {
      signal.throwIfAborted()
      log.info(
        { err: error },
        'A thread for an answer could not be opened: the answer stands in the channel.',
      )
      return beside
    }
  }

  let found: ReturnType<Place> | null = null
  return () => (found ??= find())
}
