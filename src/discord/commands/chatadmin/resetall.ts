import {
  ComponentType,
  TextInputStyle,
  type APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10'
import type { Administration } from '../../../chat/admin/administration.ts'
import { undeferred } from '../contract.ts'
import { subcommand } from '../define.ts'
import { amount } from '../list.ts'
import { onWholeBot } from './on-server.ts'

/** `/chatadmin resetall`: all conversations and choices go, once the bot's name was typed. */
export const createResetAll = ({ resetAll }: Pick<Administration, 'resetAll'>) =>
  subcommand('chatadmin.resetall', 'operator', {
    run: undeferred((caller, respond) => respond.modal(form(caller.self.name))),
    submit: {
      async everything(caller, respond, { fields }) {
        if (fields.get('name')?.trim() !== caller.self.name)
          return respond.privately({ text: `That isn't my name, so nothing was forgotten.` })
        const messages = await resetAll(onWholeBot(caller))
        await respond.privately({
          text: `I have forgotten everything: ${amount(messages, 'message', 'messages')}, what people chose, and what servers had set.`,
        })
      },
    },
  })

const form = (name: string): APIModalInteractionResponseCallbackData => ({
  custom_id: 'chatadmin:everything',
  title: 'Forget everything?',
  components: [
    {
      type: ComponentType.Label,
      label: `To go on, type my name: ${name}`.slice(0, LONGEST_LABEL),
      description: "All conversations go, all that people chose, all that servers set. It can't be undone.",
      component: {
        type: ComponentType.TextInput,
        custom_id: 'name',
        style: TextInputStyle.Short,
        max_length: 100,
      },
    },
  ],
})

const LONGEST_LABEL = 45
