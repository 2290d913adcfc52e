import type { Administration } from '../../../chat/admin/administration.ts'
import { flagOption, subcommand } from '../define.ts'
import { onServer } from './on-server.ts'
import { channelOrThread, nameOfPlace, switchedTo, switchOption } from './places.ts'

/** `/chatadmin channel`: whether the bot answers in a channel, a category, a thread or anywhere. */
export const createChannel = ({ setAnswers }: Pick<Administration, 'setAnswers'>) =>
  subcommand('chatadmin.channel', 'manager', {
    options: [
      switchOption('chatadmin.channel.answers'),
      channelOrThread('chatadmin.channel.channel'),
      flagOption('chatadmin.channel.everywhere'),
    ],
    run: (caller, respond, { options }) =>
      onServer(caller, respond, async (doer) => {
        const place =
          options.get('everywhere') === true ? null : String(options.get('channel') ?? caller.channel)
        const answers = switchedTo(options.get('answers'))
        await setAnswers(doer, place, answers)
        await respond.privately({ text: said(place, answers) })
      }),
  })

const said = (place: string | null, answers: boolean | null) => {
  const there = place === null ? 'on this server' : `in ${nameOfPlace(place)}`
  if (answers === null)
    return place === null
      ? 'Nothing in particular is set for this server any more: I answer.'
      : `What holds around ${nameOfPlace(place)} holds there, too.`
  return answers ? `I answer ${there}.` : `I no longer answer ${there}.`
}
