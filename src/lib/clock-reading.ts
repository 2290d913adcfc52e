import { findingsAbout, type Finding } from './finding.ts'

/** What somebody else's clock said, between two moments of ours. Milliseconds since the epoch, all of them. */
export type ClockReading = {
  whose: string
  said: number
  /** A clock that tells whole seconds may be this much later than it says. */
  resolution: number
  asked: number
  answered: number
}

const { ok, warning, problem } = findingsAbout('clock')

/** What is over this is told: waits and limits go by the time of messages and of rows, compared with ours. */
const WARNING_MS = 2000
const PROBLEM_MS = 30_000

/** How far this machine's clock is from others, as far as a reading proves it. */
export const examineClock = (readings: readonly ClockReading[]): Finding[] =>
  readings.map((reading) => {
    const { whose } = reading
    const ahead = provenAhead(reading)
    const off = Math.abs(ahead)
    if (off <= WARNING_MS) return ok(`This machine's clock agrees with ${whose}.`)
    const find = off > PROBLEM_MS ? problem : warning
    return find(
      `This machine's clock is ${(off / 1000).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'} ${whose}: let both be set by NTP (here perhaps: timedatectl set-ntp true).`,
    )
  })

/** By how much ours was ahead at least, wherever on the way the other clock was read; negative: behind. */
const provenAhead = ({ said, resolution, asked, answered }: ClockReading) =>
  Math.max(0, asked - (said + resolution)) - Math.max(0, said - answered)
