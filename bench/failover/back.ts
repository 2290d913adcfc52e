import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultSpec } from '../../src/sandbox/practice/fault-spec.ts'
import type { Measured } from '../benchmark.ts'
import { ask } from './ask.ts'
import type { Practice, Protocol } from './practice.ts'

const ASK_EVERY_MS = 250
/** How long after its recovery a provider is tried depends on the moment: several, over more than one cycle. */
const OUTAGES_MS = [17_000, 20_000, 23_000, 26_000, 29_000, 32_000]
const GIVE_UP_MS = 35_000

/** People ask four times a second while their first provider is out, and until it answers again. */
export const backOnTheFirst = async (practice: Practice): Promise<Measured> => {
  const worstOf = async (first: Protocol, fault: FaultSpec) => {
    const outages = await Promise.all(OUTAGES_MS.map((ms) => outage(practice, first, fault, ms)))
    const worst = (figure: keyof Outage) => Math.max(...outages.map((one) => one[figure]))
    return { back: worst('backAfterMs'), guineaPigs: worst('guineaPigs'), unanswered: worst('unanswered') }
  }
  const [silence, refusal] = await Promise.all([
    worstOf('groq', { fault: 'no_headers' }),
    worstOf('gemini', { fault: 'overloaded' }),
  ])
  return {
    figures: {
      back_after_silence_ms: silence.back,
      back_after_503_ms: refusal.back,
      guinea_pigs_of_silence: silence.guineaPigs,
      guinea_pigs_of_503: refusal.guineaPigs,
      unanswered_in_outages: Math.max(silence.unanswered, refusal.unanswered),
    },
    limits: {
      back_after_silence_ms: { max: 30_000 },
      back_after_503_ms: { max: 30_000 },
      guinea_pigs_of_silence: { max: 1 },
      guinea_pigs_of_503: { max: 1 },
      unanswered_in_outages: { max: 0 },
    },
  }
}

type Outage = Awaited<ReturnType<typeof outage>>

const outage = async (practice: Practice, first: Protocol, fault: FaultSpec, lastsMs: number) => {
  // A model of its own, so that it is out alone.
  const model = `out-for-${lastsMs}`
  await using router = practice.startRouter([first, 'openai'], { providers: { [first]: { model } } })
  const heal = await practice.fail(first, { ...fault, model })
  const beganAt = performance.now()
  let healedAt = Infinity
  const seen = { openedAt: Infinity, backAt: Infinity, guineaPigs: 0, unanswered: 0 }

  const person = async () => {
    const askedAt = performance.now()
    const { route, asked } = await ask(router, 'Here I am.')
    const now = performance.now()
    if (!route) seen.unanswered += 1
    if (!asked.includes(first)) seen.openedAt = Math.min(seen.openedAt, now)
    // Asked in vain although it was known to be out.
    else if (askedAt > seen.openedAt && route?.provider !== first) seen.guineaPigs += 1
    if (askedAt >= healedAt && route?.provider === first) seen.backAt = Math.min(seen.backAt, now)
  }

  const people: Promise<void>[] = []
  while (seen.backAt === Infinity && performance.now() < healedAt + GIVE_UP_MS) {
    people.push(person())
    await sleep(ASK_EVERY_MS)
    if (healedAt < Infinity || performance.now() < beganAt + lastsMs) continue
    await heal()
    healedAt = performance.now()
  }
  await Promise.all(people)
  const { openedAt, backAt, guineaPigs, unanswered } = seen
  return {
    backAfterMs: backAt - healedAt,
    guineaPigs: openedAt < Infinity ? guineaPigs : NaN,
    unanswered,
  }
}
