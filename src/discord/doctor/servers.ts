import type { RESTAPIPartialCurrentUserGuild } from 'discord-api-types/v10'
import { atMost } from '../../lib/at-most.ts'
import { findingsAbout, type Finding } from '../../lib/finding.ts'
import { DiscordError } from '../rest/errors.ts'
import type { Inquiry } from './inquiry.ts'

const { ok, problem } = findingsAbout('discord')

export type Servers = {
  /** Of a large bot's, only the first. */
  found: readonly RESTAPIPartialCurrentUserGuild[]
  areAll: boolean
}

const PAGE = 200
const MOST_PAGES = 5

/** The servers that the bot is in. Rejects as an inquiry does. */
export const findServers = async (inquiry: Inquiry): Promise<Servers> => {
  const found: RESTAPIPartialCurrentUserGuild[] = []
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const after = found.at(-1)?.id
    const query = { limit: PAGE, ...(after !== undefined && { after }) }
    const next = await inquiry((api, how) => api.users.getGuilds(query, how))
    found.push(...next)
    if (next.length < PAGE) return { found, areAll: true }
  }
  return { found, areAll: false }
}

const AT_ONCE = 4
/** So many are asked about commands: whoever invited it to one without them did so by an old link. */
const MOST_ASKED = 10
const MISSING_ACCESS = 50001

/** Whether slash commands can be there: the scope applications.commands. Rejects as an inquiry does. */
export const examineCommands = async (
  inquiry: Inquiry,
  application: string,
  { found }: Servers,
): Promise<Finding[]> => {
  const global = await inquiry((api, how) => api.applicationCommands.getGlobalCommands(application, {}, how))
  const asked = await atMost(AT_ONCE, found.slice(0, MOST_ASKED), async ({ id, name }) => {
    try {
      await inquiry((api, how) => api.applicationCommands.getGuildCommands(application, id, {}, how))
      return null
    } catch (error) {
      if (error instanceof DiscordError && error.reason === MISSING_ACCESS)
        return problem(
          `In ${name} the bot lacks the scope applications.commands, so that there are no slash commands: open the invite link again, and choose that server.`,
        )
      throw error
    }
  })
  const lacking = asked.filter((finding) => finding !== null)
  return lacking.length > 0 ? lacking : [ok(`Slash commands can be registered; ${global.length} are.`)]
}
