import { ButtonStyle, ComponentType } from 'discord-api-types/v10'
import type { Administration } from '../../../chat/admin/administration.ts'
import type { Report } from '../../../moderation/reports.ts'
import type { Caller, Card, Pressed, Respond } from '../contract.ts'
import { subcommand } from '../define.ts'
import { timestamp } from '../list.ts'
import { onWholeBot } from './on-server.ts'
import { plain } from './words.ts'

/** Discord lets a message have five rows of buttons. */
const SHOWN_AT_ONCE = 5

/** `/chatadmin reports`: the answers that were reported, without what they say, to be looked at and closed. */
export const createReports = (deeds: Pick<Administration, 'waitingReports' | 'closeReport'>) => {
  const list = async (caller: Caller) => cardOf(await deeds.waitingReports(onWholeBot(caller), SHOWN_AT_ONCE))
  const close =
    (state: 'resolved' | 'dismissed') =>
    async (caller: Caller, respond: Respond, { args: [id = ''] }: Pressed) => {
      await deeds.closeReport(onWholeBot(caller), id, state)
      await respond.update(await list(caller))
    }
  return subcommand('chatadmin.reports', 'operator', {
    run: async (caller, respond) => respond.privately(await list(caller)),
    press: { resolve: close('resolved'), dismiss: close('dismissed') },
  })
}

const cardOf = (reports: readonly Report[]): Card => {
  if (reports.length === 0) return { text: 'No report is waiting.' }
  return {
    text: ['Reported, the oldest first:', ...reports.map(describe)].join('\n').slice(0, 2000),
    components: reports.map(({ id }, index) => ({
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.Button,
          style: ButtonStyle.Success,
          label: `Resolve ${index + 1}`,
          custom_id: `chatadmin:resolve:${id}`,
        },
        {
          type: ComponentType.Button,
          style: ButtonStyle.Secondary,
          label: `Dismiss ${index + 1}`,
          custom_id: `chatadmin:dismiss:${id}`,
        },
      ],
    })),
  }
}

const describe = ({ message, channel, guild, reason, at }: Report, index: number) => {
  const link = `https://discord.com/channels/${guild ?? '@me'}/${channel}/${message}`
  const when = timestamp(at.getTime(), 'R')
  return `${index + 1}. ${link} ${when}: ${reason === '' ? 'no reason given' : `“${plain(reason).slice(0, 200)}”`}`
}
