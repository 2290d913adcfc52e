import { ButtonStyle, ComponentType } from 'discord-api-types/v10'
import type { GeneralSettings } from '../../config/settings.ts'
import { conversationOf } from '../../conversations/scope.ts'
import type { Live } from '../../lib/live.ts'
import { commandTexts } from '../phrases/commands.ts'
import type { Card, Command } from './contract.ts'
import { slashCommand, textOption } from './define.ts'

export type Clearing = {
  settings: Live<Pick<GeneralSettings, 'conversation_scope'>>
  /** In one conversation, or in all (null); resolves with how many messages went. */
  forgetPerson: (author: string, conversation: string | null) => Promise<number>
}

/** `/clear`: asks back, and forgets what the person asked and was answered. */
export const createClear = ({ settings, forgetPerson }: Clearing): Command =>
  slashCommand('clear', {
    options: [
      textOption('clear.where', {
        choices: [
          { name: commandTexts['clear.where.here'], value: 'here' },
          { name: commandTexts['clear.where.everywhere'], value: 'everywhere' },
        ],
      }),
    ],
    run: (_, respond, { options }) =>
      respond.privately(options.get('where') === 'everywhere' ? everywhere : here),
    press: {
      async here({ author, guild, channel, thread }, respond) {
        const place = { guild, channel, thread, author: author.id }
        const { key, shared } = conversationOf(settings.current.conversation_scope, place)
        const gone = await forgetPerson(author.id, key)
        await respond.update({
          text: `${count(gone)} ${shared ? 'What others said here stays.' : ''}`.trim(),
        })
      },
      everywhere: async ({ author }, respond) =>
        respond.update({ text: count(await forgetPerson(author.id, null)) }),
      keep: (_, respond) => respond.update({ text: 'Nothing was forgotten.' }),
    },
  })

const confirm = (text: string, customId: string): Card => ({
  text,
  components: [
    {
      type: ComponentType.ActionRow,
      components: [
        { type: ComponentType.Button, style: ButtonStyle.Danger, label: 'Forget it', custom_id: customId },
        {
          type: ComponentType.Button,
          style: ButtonStyle.Secondary,
          label: 'Keep it',
          custom_id: 'clear:keep',
        },
      ],
    },
  ],
})

const here = confirm("Shall I forget what you and I said here? This can't be undone.", 'clear:here')
const everywhere = confirm(
  "Shall I forget everything that you and I ever said, wherever it was? This can't be undone.",
  'clear:everywhere',
)

const count = (gone: number) => {
  if (gone === 0) return 'There was nothing to forget.'
  return gone === 1 ? 'I have forgotten 1 message.' : `I have forgotten ${gone} messages.`
}
