import { ChannelType, PermissionFlagsBits, type APIChannel } from 'discord-api-types/v10'
import type { Clock } from '../../lib/clock.ts'
import { findingsAbout, type Finding } from '../../lib/finding.ts'
import { neededPermissions, type NeededPermission } from '../gateway/invite.ts'
import { DiscordError } from '../rest/errors.ts'
import type { Inquiry } from './inquiry.ts'
import { permissionsIn } from './permissions.ts'

const { ok, warning, problem } = findingsAbout('channel')

type Options = { inquiry: Inquiry; bot: string; clock: Clock }

const UNKNOWN_CHANNEL = 10003
const MISSING_ACCESS = 50001

/** What the bot may and may not do in a channel. Rejects as an inquiry does. */
export const examineChannel = async (id: string, options: Options): Promise<Finding[]> => {
  try {
    const channel = await options.inquiry((api, how) => api.channels.get(id, how))
    return await examine(channel, options)
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error
    if (error.reason === UNKNOWN_CHANNEL)
      return [
        problem(`There is no channel ${id}: look at the id; "Copy Channel ID" is in the channel's menu.`),
      ]
    if (error.reason === MISSING_ACCESS)
      return [
        problem(
          `Channel ${id} is hidden from the bot: allow it View Channel in the channel's settings, under Permissions, or invite it to that server.`,
        ),
      ]
    throw error
  }
}

const examine = async (channel: APIChannel, { inquiry, bot, clock }: Options): Promise<Finding[]> => {
  if (!('guild_id' in channel) || !channel.guild_id)
    return [ok(`Channel ${channel.id} is one of direct messages, where it needs no permissions.`)]
  const { guild_id } = channel
  const [guild, member, where] = await Promise.all([
    inquiry((api, how) => api.guilds.get(guild_id, {}, how)),
    inquiry((api, how) => api.guilds.getMember(guild_id, bot, how)),
    // A thread has what its channel has.
    isThread(channel) ? inquiry((api, how) => api.channels.get(channel.parent_id ?? '', how)) : channel,
  ])
  const name = `#${channel.name} of ${guild.name}`
  const until = member.communication_disabled_until
  if (until && Date.parse(until) > clock.now())
    return [
      problem(`The bot is timed out in ${guild.name} until ${until}: remove the timeout, in its menu there.`),
    ]
  const overwrites = 'permission_overwrites' in where ? (where.permission_overwrites ?? []) : []
  const has = permissionsIn(overwrites, { guild, member, user: bot })
  const missing = neededPermissions.filter(({ flag }) => (has & flag) === 0n).filter(mattersIn(channel))
  if (missing.length === 0) return [ok(`In ${name} the bot has all permissions that it needs.`)]
  return missing.map(({ name: permission, without, vital }) =>
    (vital ? problem : warning)(
      `In ${name} the bot lacks ${permission}, and ${without}: allow it to the bot in the channel's settings, under Permissions.`,
    ),
  )
}

const isThread = ({ type }: APIChannel) =>
  type === ChannelType.PublicThread ||
  type === ChannelType.PrivateThread ||
  type === ChannelType.AnnouncementThread

const mattersIn =
  (channel: APIChannel) =>
  ({ flag }: NeededPermission) =>
    !(isThread(channel) && flag === PermissionFlagsBits.SendMessages)
