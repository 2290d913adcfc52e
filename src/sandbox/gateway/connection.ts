import {
  GatewayCloseCodes as Close,
  GatewayDispatchEvents as Event,
  GatewayOpcodes as Op,
} from 'discord-api-types/v10'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { Faults } from '../faults/faults.ts'
import type { World } from '../world/world.ts'
import type { Transport } from './compression.ts'
import type { IdentifyGate } from './identify-gate.ts'
import { areAllowed, areIntents } from './intents.ts'
import { requestedMembers } from './members.ts'
import { greetSession } from './ready.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { createGatewaySocket, textOf, type GatewaySocket } from './socket.ts'

const identifySchema = z.looseObject({
  token: z.string(),
  intents: z.unknown(),
  shard: z.tuple([z.int(), z.int()]).nullish(),
  compress: z.boolean().nullish(),
})
const resumeSchema = z.looseObject({ token: z.string(), session_id: z.string(), seq: z.int() })
const payloadSchema = z.looseObject({ op: z.int(), d: z.unknown() })
const opSchema = z.enum(Op)

type Payload = z.infer<typeof payloadSchema>

/** A client's line to the gateway. */
export type Connection = {
  readonly socket: GatewaySocket
  readonly session: Session | null
  say(op: Op, d: unknown): void
  /** Op 9; unless it is resumable the session is over. */
  invalidate(resumable: boolean): void
}

type Parts = { world: World; sessions: Sessions; gate: IdentifyGate; faults: Faults }

/** Speaks the gateway's protocol on an open WebSocket until it closes. */
export const openConnection = (webSocket: WebSocket, transport: Transport, parts: Parts): Connection => {
  const { world, sessions, gate, faults } = parts
  const socket = createGatewaySocket(webSocket, transport)
  let session: Session | null = null
  let received: number[] = []
  let watch: Disposable | undefined
  let closed = false

  const say = (op: Op, d: unknown) => socket.send(JSON.stringify({ t: null, s: null, op, d }))
  const refuse = (code: Close, reason: string) => {
    closed = true
    if (session && code !== Close.SessionTimedOut) sessions.release(session, code, socket)
    else if (session) sessions.end(session)
    socket.close(code, reason)
  }

  /** A client whose heartbeats stop is taken for gone. */
  const watchHeartbeats = () => {
    watch?.[Symbol.dispose]()
    watch = world.clock.after(world.settings.heartbeatIntervalMs * 1.5, () =>
      refuse(Close.SessionTimedOut, 'Session timed out.'),
    )
  }

  const heartbeat = (d: unknown) => {
    watchHeartbeats()
    if (typeof d === 'number') session?.acknowledge(d)
    if (!faults.take('no_heartbeat_ack')) say(Op.HeartbeatAck, null)
  }

  const identify = (d: unknown) => {
    if (session) return refuse(Close.AlreadyAuthenticated, 'Already authenticated.')
    const asked = identifySchema.safeParse(d)
    if (!asked.success) return refuse(Close.DecodeError, 'Error while decoding payload.')
    const { token, intents, shard, compress } = asked.data
    if (!isToken(world, token)) return refuse(Close.AuthenticationFailed, 'Authentication failed.')
    const [id, of] = shard ?? [0, 1]
    if (of < 1 || id < 0 || id >= of) return refuse(Close.InvalidShard, 'Invalid shard.')
    if (!areIntents(intents)) return refuse(Close.InvalidIntents, 'Invalid intent(s).')
    if (!areAllowed(intents, world.application.privilegedIntents))
      return refuse(Close.DisallowedIntents, 'Disallowed intent(s).')
    switch (gate.admit(id)) {
      case 'exhausted':
        return refuse(Close.AuthenticationFailed, 'Authentication failed.')
      case 'too soon':
        return say(Op.InvalidSession, false)
      case 'admitted':
    }
    if (compress) socket.compressPayloads()
    session = sessions.begin({ shard: { id, of }, intents }, socket)
    greetSession(world, session)
  }

  const resume = (d: unknown) => {
    if (session) return refuse(Close.AlreadyAuthenticated, 'Already authenticated.')
    const asked = resumeSchema.safeParse(d)
    if (!asked.success) return refuse(Close.DecodeError, 'Error while decoding payload.')
    if (!isToken(world, asked.data.token)) return refuse(Close.AuthenticationFailed, 'Authentication failed.')
    const found = sessions.find(asked.data.session_id)
    const missed = found?.replayAfter(asked.data.seq)
    if (!found || !missed) return say(Op.InvalidSession, false)
    sessions.attach(found, socket)
    session = found
    for (const text of missed) found.send(text)
    if (!faults.take('no_resumed')) found.dispatch(Event.Resumed, { _trace: [] })
  }

  const receive = ({ op, d }: Payload) => {
    const known = opSchema.safeParse(op).data
    switch (known) {
      case Op.Heartbeat:
        return heartbeat(d)
      case Op.Identify:
        return identify(d)
      case Op.Resume:
        return resume(d)
      case Op.PresenceUpdate:
      case Op.VoiceStateUpdate:
        return session ? undefined : refuse(Close.NotAuthenticated, 'Not authenticated.')
      case Op.RequestGuildMembers:
        if (!session) return refuse(Close.NotAuthenticated, 'Not authenticated.')
        return session.dispatch(Event.GuildMembersChunk, requestedMembers(world, d))
      case undefined:
      case Op.Dispatch:
      case Op.Reconnect:
      case Op.InvalidSession:
      case Op.Hello:
      case Op.HeartbeatAck:
      case Op.RequestSoundboardSounds:
      case Op.RequestChannelInfo:
        return refuse(Close.UnknownOpcode, 'Unknown opcode.')
    }
  }

  webSocket.on('message', (data) => {
    if (closed) return
    const now = world.clock.monotonic()
    received = [...received.filter((at) => now - at < 60_000), now]
    if (received.length > 120) return refuse(Close.RateLimited, 'Rate limited.')
    const payload = decode(textOf(data))
    if (payload) receive(payload)
    else refuse(Close.DecodeError, 'Error while decoding payload.')
  })
  webSocket.once('close', (code) => {
    watch?.[Symbol.dispose]()
    if (session && !closed) sessions.release(session, code, socket)
  })
  webSocket.on('error', () => webSocket.terminate())

  if (!faults.take('no_hello'))
    say(Op.Hello, { heartbeat_interval: world.settings.heartbeatIntervalMs, _trace: [] })
  watchHeartbeats()
  return {
    socket,
    say,
    invalidate(resumable) {
      if (session && !resumable) sessions.end(session)
      say(Op.InvalidSession, resumable)
      if (!resumable) session = null
    },
    get session() {
      return session
    },
  }
}

const isToken = (world: World, token: string) => token.replace(/^Bot /, '') === world.application.token

const decode = (text: string) => {
  if (Buffer.byteLength(text) > 4_096) return null
  try {
    return payloadSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
