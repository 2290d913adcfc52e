import {
  ComponentType,
  TextInputStyle,
  type APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10'
import { isSnowflake } from '../../lib/snowflake.ts'
import { undeferred, type Command } from './contract.ts'
import { messageCommand } from './define.ts'

/** Files what somebody says of an answer of the bot's, once for each person. */
export type ReportAnswer = (report: {
  message: string
  channel: string
  guild: string | null
  reporter: string
  reason: string
}) => Promise<'new' | 'known'>

const LONGEST_REASON = 500

/** "Report this answer", in a message's menu: whoever runs the bot gets to know of it. */
export const createReport = (file: ReportAnswer): Command =>
  messageCommand('report.menu', {
    prefix: 'report',
    run: undeferred(({ self }, respond, { target }) =>
      target?.author.id === self.id
        ? respond.modal(form(target.id))
        : respond.privately({
            text: 'Only my own answers can be reported to who runs me. For what others wrote, please ask the moderators here.',
          }),
    ),
    submit: {
      async answer({ author, guild, channel }, respond, { args: [message], fields }) {
        if (!isSnowflake(message)) return
        const reason = fields.get('reason')?.trim().slice(0, LONGEST_REASON) ?? ''
        const filed = await file({ message, channel, guild, reporter: author.id, reason })
        await respond.privately({ text: said[filed] })
      },
    },
  })

const said = {
  new: 'Thank you. Whoever runs me will look at that answer.',
  known: 'You have reported that answer already. Thank you; it is still on the list.',
}

const form = (message: string): APIModalInteractionResponseCallbackData => ({
  custom_id: `report:answer:${message}`,
  title: 'Report this answer',
  components: [
    {
      type: ComponentType.Label,
      label: 'What is wrong with it?',
      description: 'Whoever runs me reads this. You may leave it empty.',
      component: {
        type: ComponentType.TextInput,
        custom_id: 'reason',
        style: TextInputStyle.Paragraph,
        max_length: LONGEST_REASON,
        required: false,
      },
    },
  ],
})
