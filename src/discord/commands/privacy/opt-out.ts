import { ButtonStyle, ComponentType } from 'discord-api-types/v10'
import { commandTexts } from '../../phrases/commands.ts'
import type { Card } from '../contract.ts'
import { subcommand, textOption } from '../define.ts'
import type { SetChoices } from '../setprovider.ts'
import type { StandingOf } from '../standing.ts'

export type OptingOut = { standingOf: StandingOf; setChoices: SetChoices }

export const createOptOut = ({ standingOf, setChoices }: OptingOut) =>
  subcommand('privacy.opt-out', 'everyone', {
    options: [
      textOption('privacy.opt-out.state', {
        choices: [
          { name: commandTexts['privacy.opt-out.state.on'], value: 'on' },
          { name: commandTexts['privacy.opt-out.state.off'], value: 'off' },
        ],
      }),
    ],
    async run(caller, respond, { options }) {
      const wanted = options.get('state')
      if (wanted === undefined) {
        const { person } = await standingOf(caller)
        return respond.privately(person.optedOut ? isOut : isIn)
      }
      await setChoices(caller.author.id, { optedOut: wanted === 'on' })
      await respond.privately(wanted === 'on' ? goesOut : comesIn)
    },
    press: {
      async out({ author }, respond) {
        await setChoices(author.id, { optedOut: true })
        await respond.update(goesOut)
      },
      async in({ author }, respond) {
        await setChoices(author.id, { optedOut: false })
        await respond.update(comesIn)
      },
    },
  })

const withButton = (text: string, label: string, action: 'in' | 'out'): Card => ({
  text,
  components: [
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.Button,
          style: ButtonStyle.Secondary,
          label,
          custom_id: `privacy:${action}`,
        },
      ],
    },
  ],
})

const OUT =
  "nothing that you write stands in any prompt. I can't answer you then, and when others reply to you or ask me about what you wrote, I leave it out. What I keep of you already stays until its time is over, unless you use `/privacy delete`."

const isOut = withButton(`You have opted out: ${OUT}`, 'Opt in again', 'in')
const goesOut = withButton(`You have opted out. From now on ${OUT}`, 'Opt in again', 'in')
const isIn = withButton(`You have not opted out. If you do, ${OUT}`, 'Opt out', 'out')
const comesIn = withButton(
  'You are in: I answer you, and what you write to me stands in the prompt that the AI provider gets.',
  'Opt out',
  'out',
)
