import type { Administration } from '../../../chat/admin/administration.ts'
import { isSnowflake } from '../../../lib/snowflake.ts'
import { subcommand, textOption, userOption } from '../define.ts'
import { amount } from '../list.ts'
import { onServer, onWholeBot } from './on-server.ts'

/** `/chatadmin resetuser`: an operator makes the bot forget a person everywhere, a manager on this server. */
export const createResetUser = (
  { resetUser }: Pick<Administration, 'resetUser'>,
  isOperator: (person: string) => boolean,
) =>
  subcommand('chatadmin.resetuser', 'manager', {
    options: [userOption('chatadmin.resetuser.person'), textOption('chatadmin.resetuser.id')],
    async run(caller, respond, { options }) {
      const person = personOf(options.get('person') ?? options.get('id'))
      if (person === null) return respond.privately({ text: whom })
      if (isOperator(caller.author.id)) {
        const messages = await resetUser(onWholeBot(caller), person)
        return respond.privately({ text: everywhere(person, messages) })
      }
      await onServer(caller, respond, async (doer) => {
        const messages = await resetUser(doer, person)
        await respond.privately({ text: here(person, messages) })
      })
    },
  })

/** A person who has left can't be picked any more, and is named by id, or as a mention. */
const personOf = (given: string | number | boolean | undefined) => {
  const id = String(given ?? '').replace(/^\s*<@!?(\d+)>\s*$|^\s*(\d+)\s*$/, '$1$2')
  return isSnowflake(id) ? id : null
}

const whom =
  'Whom? Please pick a person, or give me the id: 17 to 20 digits, which Discord shows in developer mode.'

const everywhere = (person: string, messages: number) =>
  `I have forgotten ${amount(messages, 'message', 'messages')} of <@${person}>, and what that person chose. Limits begin anew.`

const here = (person: string, messages: number) =>
  `I have forgotten ${amount(messages, 'message', 'messages')} of <@${person}> on this server.`
