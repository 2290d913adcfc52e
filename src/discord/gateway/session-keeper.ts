import type { SessionInfo } from '@discordjs/ws'
import type { ShardClaim } from '../../cluster/contract.ts'
import type { Clock } from '../../lib/clock.ts'
import { ENDINGS } from './closes.ts'
import { createWatermark, type Watermark } from './watermark.ts'

/** A shard's session as the library is to see it: never further than what is dealt with, and not lightly given up. */
export type SessionKeeper = {
  readonly watermark: Watermark
  session(): SessionInfo | null
  update(info: SessionInfo | null): void
  /** Gives the session up, whatever update() would refuse. */
  forget(): void
  /** Hands the watermark to the claim, if it has moved. */
  save(): void
  /** The same, once for all events that have arrived together. */
  saveSoon(): void
  closed(code: number): void
  established(): void
}

type Options = {
  claim: ShardClaim
  gatewayUrl: string
  /** Whether a RESUME waits for its answer: only then does Discord say that the session has ended. */
  isResuming: () => boolean
  clock: Clock
}

/** How soon after a close the library gives the session up because of it. */
const BECAUSE_MS = 50
/** A host that isn't there for so long may never come back; its session may still be resumed elsewhere. */
const RESUME_HOST_MS = 60_000

export const createSessionKeeper = ({ claim, gatewayUrl, isResuming, clock }: Options): SessionKeeper => {
  const { shard, of } = claim
  let session: SessionInfo | null = claim.session && {
    sessionId: claim.session.id,
    resumeURL: claim.session.resumeUrl,
    sequence: claim.session.sequence,
    shardId: shard,
    shardCount: of,
  }
  let watermark = createWatermark(session?.sequence ?? 0)
  let saved = watermark.value
  let lastClose = { code: 0, at: -Infinity }
  let unreachableSince: number | null = null
  let saving = false

  // The library gives it up also when the network fails, when nobody says HELLO, and when two of its own reasons to
  // connect again meet. A session that has ended after all is refused at the next RESUME.
  const hasEnded = () =>
    clock.monotonic() - lastClose.at <= BECAUSE_MS ? ENDINGS.has(lastClose.code) : isResuming()

  const forget = () => {
    session = null
    claim.save(null)
  }

  const keep = () => {
    unreachableSince ??= clock.monotonic()
    if (session && clock.monotonic() - unreachableSince > RESUME_HOST_MS) session.resumeURL = gatewayUrl
  }

  const begin = (info: SessionInfo) => {
    session = { ...info }
    watermark = createWatermark(info.sequence)
    saved = info.sequence
    claim.save({ id: info.sessionId, resumeUrl: info.resumeURL, sequence: info.sequence })
  }

  const save = () => {
    saving = false
    const { value } = watermark
    if (!session || value === saved) return
    saved = value
    claim.save({ id: session.sessionId, resumeUrl: session.resumeURL, sequence: value })
  }

  return {
    get watermark() {
      return watermark
    },
    session() {
      if (session) session.sequence = watermark.value
      return session
    },
    update(info) {
      if (info) {
        // The library's own sequence runs ahead of what is dealt with.
        if (info.sessionId !== session?.sessionId) begin(info)
      } else if (hasEnded()) forget()
      else keep()
    },
    forget,
    save,
    saveSoon() {
      if (saving) return
      saving = true
      setImmediate(save)
    },
    closed: (code) => void (lastClose = { code, at: clock.monotonic() }),
    established: () => void (unreachableSince = null),
  }
}
