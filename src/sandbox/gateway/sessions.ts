import { randomBytes } from 'node:crypto'
import { GatewayCloseCodes as Close, GatewayIntentBits as Intent } from 'discord-api-types/v10'
import type { Faults } from '../faults/faults.ts'
import type { World } from '../world/world.ts'
import { type Dispatch, shardOf } from './dispatches.ts'
import { createSession, type Outlet, type Session } from './session.ts'

/** All sessions that are connected or can still be resumed. */
export type Sessions = {
  begin(of: Pick<Session, 'shard' | 'intents'>, outlet: Outlet): Session
  find(id: string): Session | undefined
  /** Whoever was on the session is put off it. */
  attach(session: Session, outlet: Outlet): void
  /** A connection has closed; whether the session can be resumed goes by the code. */
  release(session: Session, code: number, outlet: Outlet): void
  end(session: Session): void
  /** Whoever is on the session stays so, but nobody can resume it. */
  forget(session: Session): void
  deliver(dispatch: Dispatch): void
  all(): Session[]
}

const endings: ReadonlySet<number> = new Set([
  1000,
  1001,
  Close.AuthenticationFailed,
  Close.InvalidSeq,
  Close.SessionTimedOut,
])

export const createSessions = (world: World, faults: Faults): Sessions => {
  const sessions = new Map<string, Session>()
  const forgotten = new WeakSet<Session>()
  const expiries = new Map<string, Disposable>()
  const end = (session: Session) => {
    expiries.get(session.id)?.[Symbol.dispose]()
    expiries.delete(session.id)
    sessions.delete(session.id)
    session.outlet = null
  }
  return {
    begin(of, outlet) {
      const id = randomBytes(16).toString('hex')
      const isSilenced = () =>
        faults.take('silence', ({ shard }) => shard === undefined || shard === of.shard.id) !== undefined
      const session = createSession(world, { ...of, id }, isSilenced)
      session.outlet = outlet
      sessions.set(session.id, session)
      return session
    },
    find: (id) => {
      const session = sessions.get(id)
      return session && !forgotten.has(session) ? session : undefined
    },
    attach(session, outlet) {
      expiries.get(session.id)?.[Symbol.dispose]()
      const before = session.outlet
      session.outlet = outlet
      before?.close(Close.UnknownError, 'Resumed elsewhere.')
    },
    release(session, code, outlet) {
      if (session.outlet !== outlet) return
      session.outlet = null
      if (endings.has(code)) return end(session)
      expiries.set(
        session.id,
        world.clock.after(world.settings.resumeWindowMs, () => end(session)),
      )
    },
    end,
    forget: (session) => forgotten.add(session),
    deliver({ name, data, guildId, intent, withoutContent }) {
      for (const session of sessions.values()) {
        if (shardOf(guildId, session.shard.of) !== session.shard.id) continue
        if (intent !== null && !(session.intents & intent)) continue
        const blind = withoutContent && !(session.intents & Intent.MessageContent)
        session.dispatch(name, blind ? withoutContent() : data)
      }
    },
    all: () => [...sessions.values()],
  }
}
