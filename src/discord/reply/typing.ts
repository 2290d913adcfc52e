import type { Clock } from '../../lib/clock.ts'
import type { DiscordRest } from '../rest.ts'
import { stopRule, type StopRule } from './stop-rule.ts'

/** Discord shows it for ten seconds. */
const TYPING_EVERY_MS = 8000

type Options = {
  rest: Pick<DiscordRest, 'showTyping'>
  channel: string
  clock: Clock
  signal: AbortSignal
  /** We may not write here. */
  stop: (rule: StopRule) => void
}

/** Shows that the bot is typing, at once and again, until it's disposed. */
export const startTyping = ({ rest, channel, clock, signal, stop }: Options): Disposable => {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  const type = async () => {
    while (!either.aborted) {
      const again = clock.sleep(TYPING_EVERY_MS, either)
      again.catch(() => {})
      // Nothing hangs on it: what really fails, fails when words are posted.
      await rest.showTyping(channel, either).catch((error) => {
        const rule = stopRule(error)
        if (rule && !either.aborted) stop(rule)
      })
      await again.catch(() => {})
    }
  }
  void type()
  return { [Symbol.dispose]: () => over.abort(new Error('the first words are there')) }
}
