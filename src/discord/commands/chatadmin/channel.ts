import type { Administration } from '../../../chat/admin/administration.ts'
import { subcommand } from '../define.ts'
import { onServer } from './on-server.ts'
import { channelOrThread, switchedTo, switchOption } from './places.ts'

/** `/chatadmin channel`: whether the bot answers in a channel, a category or a thread. */
export const createChannel = ({ setAnswers }: Pick<Administration, 'setAnswers'>) =>
  subcommand('chatadmin.channel', 'manager', {
    options: [switchOption('chatadmin.channel.answers'), channelOrThread('chatadmin.channel.channel')],
    run: (caller, respond, { options }) =>
      onServer(caller, respond, async (doer) => {
        const place = String(options.get('channel') ?? caller.channel)
        const answers = switchedTo(options.get('answers'))
        await setAnswers(doer, place, answers)
        await respond.privately({ text: said(place, answers) })
      }),
  })

const said = (place: string, answers: boolean | null) => {
  if (answers === null) return `In <#${place}>, it is again as in the category or server around it.`
  return answers ? `I answer in <#${place}>.` : `I no longer answer in <#${place}>.`
}
