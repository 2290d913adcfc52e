import type { Asker, LimitRefusal, Verdict } from './contract.ts'

/** What stands in the way, without for how long. */
export type Barrier = Without<LimitRefusal, 'retryAfterMs' | 'renewsAt'>
type Without<Union, Key extends string> = Union extends unknown ? Omit<Union, Key> : never

/** How long something stands in the way, and whether the person was told already. In milliseconds since the epoch. */
export type Refused = { barrier: Barrier; until: number; silent: boolean }

/** As said to a question that was asked `at`. */
export const verdictOf = ({ barrier, until, silent }: Refused, at: number): Verdict => ({
  is: silent ? 'silent' : 'refused',
  refusal: withTime(barrier, until, Math.max(0, until - at)),
})

/** Why a question is refused before anything is counted; `by` tells this reason and place from others. */
export type Barred = { by: string; barrier: Barrier; until: number }

/** Lists have no end of their own: a person is told of them once an hour. */
export const barredFor = ({ guild, channel, at }: Asker, barrier: Barrier): Barred => {
  const what = 'what' in barrier ? barrier.what : ''
  const place = what === 'channel' ? channel : (guild ?? '')
  return { by: `list:${barrier.code}:${what}:${place}`, barrier, until: at + 3_600_000 }
}

const withTime = (barrier: Barrier, renewsAt: number, retryAfterMs: number): LimitRefusal => {
  switch (barrier.code) {
    case 'cooling_down':
    case 'too_many_requests':
    case 'budget_in_use':
      return { ...barrier, retryAfterMs }
    case 'budget_spent':
      return { ...barrier, renewsAt }
    case 'not_allowed':
    case 'direct_messages_off':
      return barrier
  }
}
