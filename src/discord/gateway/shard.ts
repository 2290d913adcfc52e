import {
  WebSocketShard,
  WebSocketShardDestroyRecovery,
  WebSocketShardEvents,
  WebSocketShardStatus,
  type FetchingStrategyOptions,
} from '@discordjs/ws'
import type { GatewayDispatchPayload } from 'discord-api-types/v10'
import type { ShardClaim } from '../../cluster/contract.ts'
import { backoff } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { DiscordMetrics } from '../metrics.ts'
import { abandonConnection } from './abandon.ts'
import { adviceFor, RESUMABLE } from './closes.ts'
import { createSessionKeeper } from './session-keeper.ts'

export type ShardState =
  | { is: 'connecting' }
  | { is: 'ready' }
  /** Connecting again is no use before an operator has done something. */
  | { is: 'parked'; advice: string }

type Options = {
  claim: ShardClaim
  connection: Omit<FetchingStrategyOptions, 'shardCount'>
  identify: (shard: number, signal: AbortSignal) => Promise<void>
  dispatch(event: GatewayDispatchPayload): Promise<void> | null
  report: (state: ShardState) => void
  clock: Clock
  log: Logger
  metrics: DiscordMetrics
}

const CLOSE_MS = 2000
const RESUME_MS = 30_000
const MAX_DEAF_RESUMES = 3

/** Connects a shard and keeps it connected. Disposing it closes the connection so that the session can be resumed. */
export const startShard = (options: Options): AsyncDisposable => {
  const { claim, connection, identify, dispatch, report, clock, log, metrics } = options
  const stop = new AbortController()
  const isStopping = () => stop.signal.aborted
  const underWay = new Set<Promise<void>>()
  let closers = 0
  let failures = 0
  let deafResumes = 0
  let deafness: Disposable | null = null

  const isIdle = () => shard.status === WebSocketShardStatus.Idle
  const keeper = createSessionKeeper({
    claim,
    gatewayUrl: connection.gatewayInformation.url,
    isResuming: () => shard.status === WebSocketShardStatus.Resuming,
    clock,
  })
  const shard: WebSocketShard = new WebSocketShard(
    {
      options: { ...connection, shardCount: claim.of },
      // Asked before each connection, for each heartbeat and each event: only the first may wait.
      retrieveSessionInfo: () => (isIdle() ? beforeConnecting() : keeper.session()),
      updateSessionInfo: (_, info) => (isStopping() ? whileStopping() : keeper.update(info)),
      waitForIdentify: identify,
    },
    claim.shard,
  )

  const beforeConnecting = async () => {
    if (failures > 0) await clock.sleep(backoff(failures, 500, 15_000), stop.signal).catch(() => {})
    failures += 1
    // The library can't be told to connect no more: it waits for ever then.
    return isStopping() ? never<null>() : keeper.session()
  }

  // Being closed while it waits for Discord, the library goes on to connect again, which would undo the closing: of
  // those who give up the session now, only the first is we.
  const whileStopping = () => {
    closers += 1
    return closers > 1 ? never<void>() : undefined
  }

  const established = () => {
    failures = 0
    deafResumes = 0
    deafness?.[Symbol.dispose]()
    keeper.established()
    report({ is: 'ready' })
  }

  const reconnectDeaf = () => {
    if (isStopping() || shard.status !== WebSocketShardStatus.Resuming) return
    deafResumes += 1
    log.warn({ tried: deafResumes }, 'Discord does not confirm that the session goes on; connecting again.')
    if (deafResumes >= MAX_DEAF_RESUMES) keeper.forget()
    void shard.destroy({ reason: 'no RESUMED', recover: WebSocketShardDestroyRecovery.Resume })
  }

  const deal = (event: GatewayDispatchPayload): Promise<void> | null => {
    try {
      return dispatch(event)
    } catch (error) {
      log.error({ err: error, event: event.t }, 'An event could not be dealt with: a mistake of ours.')
      return null
    }
  }

  shard
    .on(WebSocketShardEvents.Dispatch, (event) => {
      metrics.countEvent(event.t)
      const { watermark } = keeper
      const work = deal(event)
      if (work) {
        watermark.begin(event.s)
        const settle = () => {
          watermark.settle(event.s)
          keeper.saveSoon()
        }
        const dealt = work.then(settle, (error: unknown) => {
          // Stopped in mid-work, the event must come again.
          if (isStopping()) return
          log.error({ err: error, event: event.t }, 'An event could not be dealt with: a mistake of ours.')
          settle()
        })
        underWay.add(dealt)
        void dealt.then(() => underWay.delete(dealt))
      } else watermark.pass(event.s)
      keeper.saveSoon()
    })
    .on(WebSocketShardEvents.Hello, () => {
      deafness?.[Symbol.dispose]()
      deafness = clock.after(RESUME_MS, reconnectDeaf)
    })
    .on(WebSocketShardEvents.Ready, () => {
      log.info('The shard is ready: a new session.')
      established()
    })
    .on(WebSocketShardEvents.Resumed, () => {
      log.info('The shard is ready: its session goes on.')
      established()
    })
    .on(WebSocketShardEvents.Closed, (code) => {
      metrics.reconnects.inc({ code })
      keeper.closed(code)
      deafness?.[Symbol.dispose]()
      const advice = adviceFor(code)
      if (advice) {
        log.error({ code }, advice)
        return report({ is: 'parked', advice })
      }
      if (isStopping()) return
      log[code === RESUMABLE ? 'info' : 'warn'](
        { code },
        'The connection to Discord was closed; connecting again.',
      )
      report({ is: 'connecting' })
    })
    .on(WebSocketShardEvents.SocketError, (error) =>
      log.warn({ err: error }, 'The connection to Discord failed.'),
    )
    .on(WebSocketShardEvents.Error, (error) => log.debug({ err: error }, 'The shard met an error.'))
    .on(WebSocketShardEvents.Debug, (message) => log.trace(message))

  report({ is: 'connecting' })
  // Rejects when the first connection ends for good, which Closed tells as well.
  shard.connect().catch(() => {})

  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      deafness?.[Symbol.dispose]()
      using _connection = abandonConnection(shard)
      const closed = shard.destroy({ code: RESUMABLE, reason: 'stopping' })
      // The library waits for an answer to its close, and an event for its database: both may never come.
      const tooLate = Promise.withResolvers<void>()
      using _timer = clock.after(CLOSE_MS, tooLate.resolve)
      await Promise.race([Promise.all([closed, ...underWay]), tooLate.promise])
      keeper.save()
    },
  }
}

const never = <Nothing>() => new Promise<Nothing>(() => {})
