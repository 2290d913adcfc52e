import { ApplicationFlags, type APIApplication } from 'discord-api-types/v10'
import { atMost } from '../lib/at-most.ts'
import { ChatError, RateLimitError } from '../lib/errors.ts'
import { findingsAbout, type Finding } from '../lib/finding.ts'
import { examineChannel } from './doctor/channel.ts'
import { createInquiry, type Inquiry, type InquiryOptions } from './doctor/inquiry.ts'
import { examineCommands, findServers, type Servers } from './doctor/servers.ts'
import { inviteLink } from './gateway/invite.ts'

const { ok, warning, problem } = findingsAbout('discord')

type Options = InquiryOptions & {
  settings: { message_content: boolean }
  /** The ids of those that are asked about. */
  channels: readonly string[]
}

const AT_ONCE = 4

/**
 * What Discord says of the bot: the token, the intents, the starts that are left, the commands and the permissions in
 * channels; and the link by which it gets what it lacks. Only reads. Rejects only with the signal's reason.
 */
export const examineDiscord = async (options: Options): Promise<Finding[]> => {
  const { settings, channels, clock, signal } = options
  const inquiry = createInquiry(options)
  const application = await inquiry((api, how) => api.applications.getCurrent(how)).catch(orSay(signal))
  if ('says' in application) return [application]
  const servers = await findServers(inquiry).catch(orSay(signal))
  const bot = application.bot?.id ?? application.id
  const asked = await Promise.all([
    starts(inquiry, clock.now()).catch(orSay(signal)),
    'says' in servers ? null : examineCommands(inquiry, application.id, servers).catch(orSay(signal)),
    atMost(AT_ONCE, channels, (id) => examineChannel(id, { inquiry, bot, clock }).catch(orSay(signal))),
  ])
  return [
    'says' in servers ? servers : introduce(application, servers),
    intents(application, settings),
    ...asked.flat(2).filter((finding) => finding !== null),
    ok(
      `The invite link, also to give the bot what it lacks where it is already: ${inviteLink(application.id)}`,
    ),
  ]
}

/** A refusal or an outage is what was found. */
const orSay =
  (signal: AbortSignal) =>
  (error: unknown): Finding => {
    signal.throwIfAborted()
    if (error instanceof RateLimitError) return warning(`${error.message}: ask again then.`)
    if (error instanceof ChatError) return problem(error.message)
    throw error
  }

const introduce = ({ name, id }: APIApplication, { found, areAll }: Servers): Finding => {
  const who = `The token is that of ${name} (application ${id})`
  if (found.length === 0) return warning(`${who}, which is in no server yet: invite it with the link below.`)
  const servers = found.length === 1 ? '1 server' : `${found.length} servers`
  return ok(`${who}, which is in ${servers}${areAll ? '' : ' or more'}.`)
}

const mayReadMessages = [
  ApplicationFlags.GatewayMessageContent,
  ApplicationFlags.GatewayMessageContentLimited,
]

const intents = ({ flags }: APIApplication, { message_content }: Options['settings']): Finding => {
  const isOn = mayReadMessages.some((flag) => (flags & flag) !== 0)
  if (message_content && !isOn)
    return problem(
      'discord.message_content is true, and the Message Content intent is off, so that Discord would refuse the bot: switch it on in the Developer Portal, under Bot, or set discord.message_content to false.',
    )
  if (message_content) return ok('The Message Content intent is on, as discord.message_content wants it.')
  return ok(
    `Parley needs no privileged intent${isOn ? '; Message Content is on, and not used while discord.message_content is false' : ''}.`,
  )
}

const FEW_STARTS = 50

const starts = async (inquiry: Inquiry, now: number): Promise<Finding> => {
  const { session_start_limit, shards } = await inquiry((api, how) => api.gateway.getBot(how))
  const { remaining, total, reset_after } = session_start_limit
  const until = new Date(now + reset_after).toISOString().slice(0, 16).replace('T', ' ')
  const more = remaining === total ? '' : ` until ${until} UTC`
  const left = `Discord lets the bot log in ${remaining} more times${more} (${total} a day; a start takes ${shards})`
  if (remaining < shards)
    return problem(`${left}: find out what makes it start again and again, and wait until then.`)
  if (remaining < FEW_STARTS)
    return warning(`${left}: find out what makes it start again and again; at 0 it can't be started.`)
  return ok(`${left}.`)
}
