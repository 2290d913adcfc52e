import { API } from '@discordjs/core/http-only'
import { REST, type RawFile } from '@discordjs/rest'
import type {
  APIApplication,
  APIApplicationCommand,
  APIChannel,
  APIGatewayBotInfo,
  APIGuild,
  RESTPutAPIApplicationCommandsJSONBody,
  APIInteractionResponse,
  APIMessage,
  RESTPostAPIWebhookWithTokenJSONBody,
  RESTPatchAPIChannelMessageJSONBody,
  RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10'
import { Routes } from 'discord-api-types/v10'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../telemetry/log.ts'
import type { DiscordMetrics } from './metrics.ts'
import { DiscordError, DiscordUnavailable, tokenRefused, translate } from './rest/errors.ts'
import { createRateLimits } from './rest/rate-limits.ts'
import { createTries } from './rest/tries.ts'

/** A message that may be posted again without being there twice. */
export type NewMessage = RESTPostAPIChannelMessageJSONBody &
  WithFiles & { nonce: string; enforce_nonce: true }
export type MessageEdit = RESTPatchAPIChannelMessageJSONBody & WithFiles
type WithFiles = { files?: RawFile[] }

/** An interaction, as far as it has to be named to be answered. */
export type Interacting = { id: string; application: string; token: string }
export type FollowUp = RESTPostAPIWebhookWithTokenJSONBody & WithFiles

/** What a request left behind: how long the next one like it would wait, and whether this one had to. */
export type Sent = { id: string; waitMs: number; refused: boolean }

/**
 * What Parley asks of Discord. All reject with DiscordError when Discord refuses, AuthenticationError when it refuses
 * the token, DiscordUnavailable when it can't be asked, and with the signal's reason. What only reads rejects with
 * RateLimitError rather than wait for long; what is to be written waits as long as Discord wants.
 */
export type DiscordRest = {
  postMessage(channel: string, message: NewMessage, signal: AbortSignal): Promise<Sent>
  editMessage(channel: string, id: string, edit: MessageEdit, signal: AbortSignal): Promise<Sent>
  deleteMessage(channel: string, id: string, signal: AbortSignal): Promise<void>
  showTyping(channel: string, signal: AbortSignal): Promise<void>
  /** A thread on a message; the one that it has already, if so. `name`: up to 100 characters. */
  startThread(channel: string, message: string, name: string, signal: AbortSignal): Promise<{ id: string }>
  getMessage(channel: string, id: string, signal: AbortSignal): Promise<APIMessage>
  getChannel(id: string, signal: AbortSignal): Promise<APIChannel>
  /** Our own, with its owner or team. */
  application(signal: AbortSignal): Promise<APIApplication>
  leaveGuild(guild: string, signal: AbortSignal): Promise<void>
  getGuild(guild: string, signal: AbortSignal): Promise<APIGuild>
  /** All servers that the bot is in. */
  ownGuilds(signal: AbortSignal): Promise<readonly { id: string }[]>
  gatewayInfo: (signal: AbortSignal) => Promise<APIGatewayBotInfo>
  /** Those that hold everywhere. */
  commands(application: string, signal: AbortSignal): Promise<APIApplicationCommand[]>
  replaceCommands(
    application: string,
    commands: RESTPutAPIApplicationCommandsJSONBody,
    signal: AbortSignal,
  ): Promise<void>
  /** The first answer to an interaction, within three seconds of its beginning. */
  respond(interaction: Interacting, response: APIInteractionResponse, signal: AbortSignal): Promise<void>
  /** Further messages of the answer; its token lives 15 minutes. */
  followUp(interaction: Interacting, message: FollowUp, signal: AbortSignal): Promise<Sent>
  /** `message` is '@original' for the first answer. */
  editResponse(
    interaction: Interacting,
    message: string,
    edit: MessageEdit,
    signal: AbortSignal,
  ): Promise<Sent>
  deleteResponse(interaction: Interacting, message: string, signal: AbortSignal): Promise<void>
}

type Options = {
  /** Discord's API, with or without /api and the version. */
  apiUrl: string
  token: string
  /** Parley's own, for the user agent. */
  version: string
  clock: Clock
  log: Logger
  metrics: DiscordMetrics
}

/** Only an address or a token that is shut out waits longer: its operator should read of it. */
const LONG_WAIT_MS = 30_000
/** After a 401, nothing is asked for this long: too many of them shut out the address. */
const REFUSED_TOKEN_MS = 60_000
const GUILDS_A_PAGE = 200
const HAS_THREAD = 160004
const ALREADY_ANSWERED = 40060

export const createDiscordRest = (options: Options): DiscordRest => {
  const { apiUrl, token, version, clock, log, metrics } = options
  const limits = createRateLimits(clock)
  const makeRequest = createTries({ clock, log, metrics, observe: limits.read })
  const rest = new REST({
    api: apiRoot(apiUrl),
    version: '10',
    userAgentAppendix: `Parley/${version}`,
    retries: 0,
    // The tries have a time limit each; this one is over all of them.
    timeout: 120_000,
    invalidRequestWarningInterval: 500,
    rejectOnRateLimit: ({ method, scope, retryAfter, timeToReset }) => {
      if (retryAfter > 0) metrics.rateLimited.inc({ scope })
      log.debug({ scope, waitMs: retryAfter || timeToReset }, 'Discord asks for patience.')
      return method === 'GET' && (retryAfter || timeToReset) > LONG_WAIT_MS
    },
    makeRequest,
  }).setToken(token)
  rest.on('invalidRequestWarning', ({ count, remainingTime }) =>
    log.warn(
      { count, remainingTime },
      'Many requests to Discord were refused: at 10,000 in ten minutes it shuts this address out. Does the bot lack permissions somewhere?',
    ),
  )
  const api = new API(rest)
  let askAgainAt = -Infinity

  const ask = async <Result>(
    signal: AbortSignal,
    request: (options: { signal: AbortSignal }) => Promise<Result>,
  ): Promise<Result> => {
    signal.throwIfAborted()
    if (clock.monotonic() < askAgainAt) throw tokenRefused()
    try {
      return await abortable(request, signal)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const translated = translate(error)
      if (translated.name === 'AuthenticationError') {
        // The library forgot the token at the 401.
        rest.setToken(token)
        askAgainAt = clock.monotonic() + REFUSED_TOKEN_MS
      }
      throw translated
    }
  }

  const write = async (
    method: string,
    channel: string,
    request: () => Promise<{ id: string }>,
  ): Promise<Sent> => {
    const before = limits.refusals(method, channel)
    const { id } = await request()
    return { id, waitMs: limits.wait(method, channel), refused: limits.refusals(method, channel) > before }
  }

  return {
    postMessage: (channel, message, signal) =>
      write('POST', channel, () => ask(signal, (how) => api.channels.createMessage(channel, message, how))),
    editMessage: (channel, id, edit, signal) =>
      write('PATCH', channel, () => ask(signal, (how) => api.channels.editMessage(channel, id, edit, how))),
    deleteMessage: (channel, id, signal) =>
      ask(signal, (how) => api.channels.deleteMessage(channel, id, how)),
    showTyping: (channel, signal) => ask(signal, (how) => api.channels.showTyping(channel, how)),
    async startThread(channel, message, name, signal) {
      try {
        const { id } = await ask(signal, (how) => api.channels.createThread(channel, { name }, message, how))
        return { id }
      } catch (error) {
        // A thread has the id of the message that it began with.
        if (error instanceof DiscordError && error.reason === HAS_THREAD) return { id: message }
        throw error
      }
    },
    getMessage: (channel, id, signal) => ask(signal, (how) => api.channels.getMessage(channel, id, how)),
    getChannel: (id, signal) => ask(signal, (how) => api.channels.get(id, how)),
    application: (signal) => ask(signal, (how) => api.applications.getCurrent(how)),
    leaveGuild: (guild, signal) => ask(signal, (how) => api.users.leaveGuild(guild, how)),
    getGuild: (guild, signal) => ask(signal, (how) => api.guilds.get(guild, {}, how)),
    async ownGuilds(signal) {
      const all: { id: string }[] = []
      for (;;) {
        const after = all.at(-1)?.id
        const query = { limit: GUILDS_A_PAGE, ...(after && { after }) }
        const page = await ask(signal, (how) => api.users.getGuilds(query, how))
        all.push(...page.map(({ id }) => ({ id })))
        if (page.length < GUILDS_A_PAGE) return all
      }
    },
    gatewayInfo: (signal) => ask(signal, (how) => api.gateway.getBot(how)),
    commands: (application, signal) =>
      ask(signal, (how) =>
        api.applicationCommands.getGlobalCommands(application, { with_localizations: true }, how),
      ),
    async replaceCommands(application, commands, signal) {
      const body = commands.map(withNumericPermissions)
      await ask(signal, (how) => rest.put(Routes.applicationCommands(application), { ...how, body }))
    },
    async respond({ id, token }, body, signal) {
      const respond = () =>
        ask(signal, (how) => rest.post(Routes.interactionCallback(id, token), { ...how, body, auth: false }))
      await respond().catch(async (error: unknown) => {
        if (!(error instanceof DiscordUnavailable)) throw error
        // There are three seconds; and Discord takes a first answer once.
        await respond().catch((again: unknown) => {
          if (!(again instanceof DiscordError) || again.reason !== ALREADY_ANSWERED) throw again
        })
      })
    },
    followUp: ({ application, token }, message, signal) =>
      write('POST', application, () =>
        ask(signal, (how) => api.webhooks.execute(application, token, { ...message, wait: true }, how)),
      ),
    editResponse: ({ application, token }, message, edit, signal) =>
      write('PATCH', application, () =>
        ask(signal, (how) => api.webhooks.editMessage(application, token, message, edit, how)),
      ),
    deleteResponse: ({ application, token }, message, signal) =>
      ask(signal, (how) => api.webhooks.deleteMessage(application, token, message, {}, how)),
  }
}

/** `https://discord.com`, `…/api`, `…/api/v10/`: the library adds the version itself. */
export const apiRoot = (url: string) => {
  const root = url.replace(/\/+$/, '').replace(/\/v\d+$/, '')
  return root.endsWith('/api') ? root : `${root}/api`
}

/**
 * The library leaves its listeners on the signal that it gets, and waits for a 429 whatever that signal says. One made
 * by AbortSignal.any would stay in memory with them, and the request in them.
 */
const abortable = async <Result>(
  request: (options: { signal: AbortSignal }) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> => {
  const own = new AbortController()
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = () => {
    own.abort(signal.reason)
    reject(signal.reason)
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([request({ signal: own.signal }), promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Discord's own description wants a number where it answers with text. */
const withNumericPermissions = (command: RESTPutAPIApplicationCommandsJSONBody[number]) => {
  const { default_member_permissions: permissions, ...rest } = command
  return permissions == null ? rest : { ...rest, default_member_permissions: Number(permissions) }
}
