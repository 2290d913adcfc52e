import type { Clock } from '../../lib/clock.ts'
import type { DiscordRest } from '../rest.ts'
import type { Place } from './place.ts'
import { stopRule, type StopRule } from './stop-rule.ts'

/** Discord shows it for ten seconds. */
const TYPING_EVERY_MS = 8000

type Options = {
  rest: Pick<DiscordRest, 'showTyping'>
  place: Place
  clock: Clock
  signal: AbortSignal
}

/** Shows that the bot is typing, at once and again, until what it returns is disposed; `stop`: we may not write here. */
export type Typing = (stop: (rule: StopRule) => void) => Disposable

/** What Discord still shows when typing begins once more is not asked for again: there's neither a gap nor a doubling. */
export const createTyping = ({ rest, place, clock, signal }: Options): Typing => {
  let nextAt = -Infinity
  let refused: StopRule | null = null

  const show = async (either: AbortSignal) => {
    const next = clock.monotonic() + TYPING_EVERY_MS
    const { channel } = await place()
    // Nothing hangs on it: what really fails, fails when words are posted.
    await rest.showTyping(channel, either).catch((error) => {
      refused = stopRule(error)
    })
    // What was ended in between may not have been shown.
    if (!either.aborted) nextAt = next
  }

  const type = async (either: AbortSignal, stop: (rule: StopRule) => void) => {
    while (!either.aborted) {
      if (refused) return stop(refused)
      const early = nextAt - clock.monotonic()
      if (early > 0) await clock.sleep(early, either)
      await show(either)
    }
  }

  return (stop) => {
    const over = new AbortController()
    type(AbortSignal.any([signal, over.signal]), stop).catch(() => {})
    return { [Symbol.dispose]: () => over.abort(new Error('the first words are there')) }
  }
}
