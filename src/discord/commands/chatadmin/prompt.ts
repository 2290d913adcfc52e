import {
  ComponentType,
  TextInputStyle,
  type APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10'
import type { Administration } from '../../../chat/admin/administration.ts'
import { LONGEST_GUILD_PROMPT } from '../../../preferences/rules.ts'
import { flagOption, subcommand } from '../define.ts'
import { undeferred } from '../contract.ts'
import { onServer } from './on-server.ts'

/** `/chatadmin prompt`: what the managers of this server tell the model, shown to be changed. */
export const createPrompt = ({ show, setPrompt }: Pick<Administration, 'show' | 'setPrompt'>) =>
  subcommand('chatadmin.prompt', 'manager', {
    options: [flagOption('chatadmin.prompt.clear')],
    run: undeferred((caller, respond, { options }) =>
      onServer(caller, respond, async (doer) => {
        if (options.get('clear') !== true) {
          const { whole } = await show(doer)
          return respond.modal(form(whole.prompt ?? ''))
        }
        await setPrompt(doer, null)
        await respond.privately({ text: cleared })
      }),
    ),
    submit: {
      prompt: (caller, respond, { fields }) =>
        onServer(caller, respond, async (doer) => {
          const prompt = (fields.get('prompt') ?? '').trim()
          if (prompt.length > LONGEST_GUILD_PROMPT) return respond.privately({ text: tooLong })
          await setPrompt(doer, prompt === '' ? null : prompt)
          await respond.privately({ text: prompt === '' ? cleared : set(prompt.length) })
        }),
    },
  })

const cleared = 'This server has no instructions of its own any more.'
const set = (characters: number) =>
  `From now on I follow this server's instructions (${characters} characters), as far as they don't go against those of who runs me.`
const tooLong = `That is too long. Please keep it to ${LONGEST_GUILD_PROMPT} characters.`

const form = (value: string): APIModalInteractionResponseCallbackData => ({
  custom_id: 'chatadmin:prompt',
  title: "This server's instructions",
  components: [
    {
      type: ComponentType.Label,
      label: 'What I shall keep in mind here',
      description: 'Empty: nothing in particular',
      component: {
        type: ComponentType.TextInput,
        custom_id: 'prompt',
        style: TextInputStyle.Paragraph,
        max_length: LONGEST_GUILD_PROMPT,
        required: false,
        ...(value !== '' && { value }),
      },
    },
  ],
})
