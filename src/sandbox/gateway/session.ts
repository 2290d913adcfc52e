import type { World } from '../world/world.ts'

/** What one IDENTIFY began: a numbered series of dispatches that outlives its connections. */
export type Session = {
  readonly id: string
  readonly shard: { id: number; of: number }
  readonly intents: number
  /** Where dispatches go now; null while nobody is connected. */
  outlet: Outlet | null
  dispatch(name: string, data: unknown): void
  /** Hands over a dispatch that was made before. */
  send(text: string): void
  /** What came after `sequence`, or null when that can't be told any more. */
  replayAfter(sequence: number): string[] | null
  /** The client has got everything up to here: a strict Discord keeps none of it. */
  acknowledge(sequence: number): void
}

export type Outlet = { send(text: string): void; close(code: number, reason: string): void }

export const createSession = (
  world: World,
  of: Pick<Session, 'id' | 'shard' | 'intents'>,
  isSilenced: () => boolean,
): Session => {
  let sequence = 0
  let replay: { sequence: number; text: string }[] = []
  return {
    ...of,
    outlet: null,
    dispatch(name, data) {
      sequence += 1
      const text = `{"t":${JSON.stringify(name)},"s":${sequence},"op":0,"d":${JSON.stringify(data)}}`
      replay.push({ sequence, text })
      const kept = world.settings.strict ? 100 : 5_000
      if (replay.length > kept * 2 || world.settings.strict) replay = replay.slice(-kept)
      this.send(text)
    },
    send(text) {
      if (!isSilenced()) this.outlet?.send(text)
    },
    replayAfter(from) {
      const oldest = replay[0]?.sequence ?? sequence + 1
      if (from > sequence || from < oldest - 1) return null
      return replay.filter((one) => one.sequence > from).map((one) => one.text)
    },
    acknowledge(upTo) {
      if (world.settings.strict) replay = replay.filter((one) => one.sequence > upTo)
    },
  }
}
