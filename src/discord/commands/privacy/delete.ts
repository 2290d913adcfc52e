import { ButtonStyle, ComponentType } from 'discord-api-types/v10'
import type { Card } from '../contract.ts'
import { subcommand } from '../define.ts'
import { amount, listed } from '../list.ts'

type Erased = { rows: Readonly<Record<string, number>>; memory: number }
type Deleting = { privacy: { erase(person: string): Promise<Erased> } }

export const createDelete = ({ privacy }: Deleting) =>
  subcommand('privacy.delete', 'everyone', {
    run: (_, respond) => respond.privately(asksBack),
    press: {
      async delete({ author }, respond) {
        // Whatever this takes, nobody presses twice.
        await respond.deferUpdate()
        await respond.change({ text: describe(await privacy.erase(author.id)) })
      },
      keep: (_, respond) => respond.update({ text: 'Nothing was deleted.' }),
    },
  })

const asksBack: Card = {
  text: "Shall I delete everything that I keep of you: what you and I said, your choices (if you opted out, that as well), and what you have used? This can't be undone. `/privacy export` gives you a copy first.",
  components: [
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.Button,
          style: ButtonStyle.Danger,
          label: 'Delete everything',
          custom_id: 'privacy:delete',
        },
        {
          type: ComponentType.Button,
          style: ButtonStyle.Secondary,
          label: 'Keep it',
          custom_id: 'privacy:keep',
        },
      ],
    },
  ],
}

const describe = ({ rows, memory }: Erased) => {
  const tables = Object.entries(rows).filter(([, count]) => count > 0)
  const all = tables.reduce((sum, [, count]) => sum + count, memory)
  if (all === 0) return 'I keep nothing of you any more.'
  return listed({
    head: `Everything that I kept of you is deleted: ${amount(all, 'row', 'rows')}.`,
    items: [
      ...tables.map(([table, count]) => `- ${table}: ${count}`),
      ...(memory > 0 ? [`- in memory: ${memory}`] : []),
    ],
    tail: 'What I wrote on Discord stays there until it is deleted there. Once you write to me again, I keep what I need to answer.',
  })
}
