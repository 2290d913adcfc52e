import { Encoding, type FetchingStrategyOptions } from '@discordjs/ws'
import {
  GatewayDispatchEvents,
  GatewayIntentBits,
  type APIGatewayBotInfo,
  type GatewayDispatchPayload,
  type GatewayReadyDispatchData,
} from 'discord-api-types/v10'
import type { ShardClaim, ShardSource } from '../../cluster/contract.ts'
import type { DiscordSettings } from '../../config/settings.ts'
import type { Clock } from '../../lib/clock.ts'
import { AuthenticationError } from '../../lib/errors.ts'
import type { HealthRegistry } from '../../telemetry/health.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { DiscordMetrics } from '../metrics.ts'
import type { DiscordRest } from '../rest.ts'
import type { Dispatcher, Identity } from './contract.ts'
import { createIdentifyBudget } from './identify-budget.ts'
import { inviteLink } from './invite.ts'
import { askUntilAnswered } from './ask-until-answered.ts'
import { createShardBoard } from './shard-board.ts'
import { startShard } from './shard.ts'

type Options = {
  rest: Pick<DiscordRest, 'gatewayInfo'>
  token: string
  settings: Pick<DiscordSettings, 'message_content'>
  /** False where Discord's own invite link leads nowhere. */
  canBeInvited: boolean
  /** Which shards are ours; asked when Discord has said how many it wants. */
  shards: (wanted: { total: number; maxConcurrency: number }) => ShardSource
  dispatch: Dispatcher
  clock: Clock
  log: Logger
  metrics: DiscordMetrics
  health: HealthRegistry
}

/**
 * Listens to the shards that this process has, from now until it is disposed: with 4200, so that their sessions can be
 * resumed. Never rejects: what goes wrong is in the log and in /readyz, and what only an operator can mend is waited for.
 */
export const startGateway = (options: Options): AsyncDisposable => {
  const { rest, shards: sourceOf, canBeInvited, clock, health, metrics } = options
  const log = options.log.child({ module: 'gateway' })
  const stopping = new AbortController()
  const { signal } = stopping
  const board = createShardBoard(metrics)
  const registration = health.register('gateway', { gates: true, check: board.check })

  let self: Identity | null = null
  const dispatch = (event: GatewayDispatchPayload) => {
    if (event.t === GatewayDispatchEvents.Ready) self ??= introduce(event.d, canBeInvited ? log : null)
    return self && options.dispatch(event, self)
  }

  const run = async () => {
    const info = await askUntilAnswered('where its gateway is', { clock, log, signal }, rest.gatewayInfo)
    const limit = info.session_start_limit
    const source = sourceOf({ total: info.shards, maxConcurrency: limit.max_concurrency })
    const budget = createIdentifyBudget({
      limit,
      clock,
      log,
      read: async (until) =>
        (await askUntilAnswered('its limits', { clock, log, signal: until }, rest.gatewayInfo))
          .session_start_limit,
    })
    const identify = async (shard: number, until: AbortSignal) => {
      await budget.take(until)
      await source.identify(shard, until)
    }

    const hold = async (claim: ShardClaim) => {
      const { shard } = claim
      await using held = new AsyncDisposableStack()
      held.use(claim)
      held.defer(() => board.remove(shard))
      held.use(
        startShard({
          claim,
          clock,
          metrics,
          dispatch,
          identify,
          connection: connectionTo(info, options),
          report: (state) => board.report(shard, state),
          log: log.child({ shard }),
        }),
      )
      await aborted(AbortSignal.any([signal, claim.recalled, claim.lost]))
    }

    const held = new Set<Promise<void>>()
    for await (const claim of source.claims(signal)) {
      const holding = hold(claim)
        .catch((error: unknown) => log.warn({ err: error }, 'A shard could not be given back in order.'))
        .finally(() => held.delete(holding))
      held.add(holding)
    }
    await aborted(signal)
    await Promise.all(held)
  }

  const running = run().catch((error: unknown) => {
    if (signal.aborted) return
    const advice =
      error instanceof AuthenticationError
        ? error.message
        : 'The gateway failed by a mistake of ours: see the log.'
    log.error({ err: error }, advice)
    board.park(advice)
  })

  return {
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('the gateway is being stopped'))
      await running
      registration[Symbol.dispose]()
    },
  }
}

const introduce = ({ user, application }: GatewayReadyDispatchData, log: Logger | null): Identity => {
  log?.info(
    { bot: user.username, invite: inviteLink(application.id) },
    'The bot is invited to a server with this link.',
  )
  return { id: user.id, name: user.username, application: application.id }
}

const connectionTo = (
  info: APIGatewayBotInfo,
  { token, settings }: Options,
): Omit<FetchingStrategyOptions, 'shardCount'> => ({
  token,
  intents:
    GatewayIntentBits.Guilds |
    GatewayIntentBits.GuildMessages |
    GatewayIntentBits.DirectMessages |
    (settings.message_content ? GatewayIntentBits.MessageContent : 0),
  gatewayInformation: info,
  version: '10',
  encoding: Encoding.JSON,
  // Node's own inflate costs more than half of the events that could be taken in.
  compression: null,
  useIdentifyCompression: false,
  identifyProperties: { os: process.platform, browser: 'Parley', device: 'Parley' },
  initialPresence: null,
  largeThreshold: 50,
  handshakeTimeout: 15_000,
  helloTimeout: 20_000,
  readyTimeout: 30_000,
})

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
